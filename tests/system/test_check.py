"""`mailsonde check`: what the documentation shows loads, what is wrong is told in one go."""

import re
import secrets
import tempfile
import unittest
from pathlib import Path

from tests.support.mailhost.certificates import issue
from tests.support.mailsonde.program import ROOT, call

EXAMPLES = tuple(ROOT / "docs/examples" / name
                 for name in ("first.yaml", "kafka.yaml", "msp/mailsonde.yaml"))
PAGES = (ROOT / "README.md", ROOT / "docs/configuration.md")

_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SYSTEM_PATH = re.compile(r"/(?:etc|run|var/lib)/mailsonde")
_FILE = re.compile(r"\b(ca_file|ca|file):\s*([^\s,}]+)")
_VARIABLE = re.compile(r"\benv:\s*(\w+)")


class Sandbox:
    """A folder in which the files and variables exist that an example refers to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "authority").mkdir()
        self._authority = issue(folder / "authority", days=30).ca.read_text()
        self.environment: dict[str, str] = {}

    def put(self, name: str, text: str) -> Path:
        """Write an example, as if the system's folders were in here, and all it refers to."""
        moved = _SYSTEM_PATH.sub(str(self.folder / "system"), text)
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(moved)
        for kind, path in _FILE.findall(moved):
            self._make(target.parent / path, kind != "file")
        self.environment |= {name: secrets.token_hex(16) for name in _VARIABLE.findall(moved)}
        return target

    def _make(self, path: Path, authority: bool) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(self._authority if authority else secrets.token_hex(16))


def complete_examples(page: Path) -> list[str]:
    """The YAML blocks of a page that are whole configurations, not fragments."""
    return [block for block in _BLOCK.findall(page.read_text())
            if re.search(r"^instance:", block, re.MULTILINE)
            and re.search(r"^probes:", block, re.MULTILINE)]


class CheckTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="mailsonde-"))
        self.sandbox = Sandbox(Path(folder))

    def assert_loads(self, config: Path, shown: str) -> None:
        done = call(config, "check", environment=self.sandbox.environment)
        self.assertEqual(done.returncode, 0, f"{shown}: {done.stdout}{done.stderr}")
        for secret in self.sandbox.environment.values():
            self.assertNotIn(secret, done.stdout + done.stderr)

    def test_examples_load(self) -> None:
        for example in EXAMPLES:
            folder = example.parent
            for part in sorted(folder.rglob("*.yaml")):
                self.sandbox.put(f"{folder.name}/{part.relative_to(folder)}", part.read_text())
            self.assert_loads(self.sandbox.folder / folder.name / example.name, str(example))

    def test_examples_of_the_pages_load(self) -> None:
        found = 0
        for page in PAGES:
            for number, text in enumerate(complete_examples(page)):
                config = self.sandbox.put(f"{page.stem}-{number}/mailsonde.yaml", text)
                self.assert_loads(config, f"{page}, complete example {number + 1}")
                found += 1
        self.assertGreaterEqual(found, 1)

    def test_all_problems_at_once(self) -> None:
        text = EXAMPLES[0].read_text()
        wrong = text.replace("to: [anna]", "to: [bert], evry: 5m").replace("instance:", "instanze:")
        self.assertNotEqual(wrong, text)
        done = call(self.sandbox.put("wrong.yaml", wrong), "check",
                    environment=self.sandbox.environment)
        told = done.stdout + done.stderr
        self.assertNotEqual(done.returncode, 0)
        for word in ("instanze", "bert", "evry", "wrong.yaml:"):
            self.assertIn(word, told)


if __name__ == "__main__":
    unittest.main()
