"""Manual pages and completion know all that the programs know, and are well formed."""

import contextlib
import os
import pty
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.packages.products import ROOT, deb, unpack
from tests.support.mailhost import wait_until

PROGRAMS = ("mailsonde", "mailsonde-sender", "mailsonde-checker")
# Ours: `packaging/manual/command.py` reads the same text, and must not be asked whether it did so well.
_COMMAND = re.compile(r"^  ([a-z]+) {3,}", re.MULTILINE)
_KEY = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
COMPLETE = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_mailsonde
printf '%s\\n' "${COMPREPLY[@]}"
"""


def _part(text: str, name: str) -> str:
    """Below a heading of --help, to the next empty line."""
    found = re.search(rf"^{name}:\n(.*?)(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL | re.IGNORECASE)
    return found[1] if found else ""


class ManualTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory(prefix="manual-")  # pylint: disable=consider-using-with
        cls.addClassCleanup(folder.cleanup)
        cls.files = unpack(deb(), Path(folder.name))
        cls.completions = cls.files / "usr/share/bash-completion/completions"
        cls.helps = {}
        for program in PROGRAMS:
            cls.ask((program,))

    @classmethod
    def ask(cls, words: tuple[str, ...]) -> None:
        """The help of a command and of all below it."""
        program, *rest = words
        text = subprocess.run([cls.files / "usr/bin" / program, *rest, "--help"], check=True,
                              capture_output=True, text=True).stdout
        cls.helps[words] = text
        for name in _COMMAND.findall(_part(text, "Subcommands") + "\n"):
            cls.ask((*words, name))

    def page(self, name: str) -> str:
        """As a reader sees it, unbroken."""
        [file] = (self.files / "usr/share/man").glob(f"man?/{name}.?.gz")
        return subprocess.run(
            ["man", "--local-file", file], check=True, capture_output=True, text=True,
            env=os.environ | {"MANWIDTH": "1000", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""}).stdout

    def complete(self, *words: str) -> list[str]:
        """What bash offers for the last word."""
        path = f"{self.files}/usr/bin:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-uc", COMPLETE, "bash", self.completions / words[0], *words], check=True,
            capture_output=True, text=True, env=os.environ | {"PATH": path})
        self.assertEqual(done.stderr, "", words)
        return done.stdout.split()

    def test_there_is_something_to_know(self) -> None:
        self.assertIn(("mailsonde", "token", "inspect"), self.helps)
        self.assertIn(("mailsonde-sender", "health"), self.helps)
        self.assertGreaterEqual(len(self.helps), 16)
        self.assertIn("--older-than", self.options(("mailsonde", "reap")))

    def options(self, words: tuple[str, ...]) -> set[str]:
        part = _part(self.helps[words], "Options")
        self.assertIn("--help", part)
        names = (line.split()[0] for line in part.splitlines() if re.match(r" {2,6}-", line))
        return {name for joined in names for name in joined.split(",") if name}

    def test_pages_have_every_command_and_option(self) -> None:
        pages = {program: self.page(program) for program in PROGRAMS}
        for words in self.helps:
            page, title = pages[words[0]], " ".join(words[1:])
            if title:
                self.assertRegex(page, rf"(?m)^   {title}$")
                page = re.split(rf"(?m)^   {title}$", page)[1]
                page = re.split(r"(?m)^   \S", page)[0] + pages[words[0]].split("COMMANDS")[0]
            for option in self.options(words):
                self.assertRegex(page, rf"(?m)^ +(\S+, )?{option}\b", f"{words} {option}")

    def test_the_page_of_the_configuration_has_every_key(self) -> None:
        keys = _KEY.findall((ROOT / "docs/configuration.md").read_text())
        self.assertGreater(len(keys), 100)
        page = self.page("mailsonde.yaml")
        for key in keys:
            self.assertRegex(page, rf"(?m)^ +{re.escape(key)}( \(|$)", key)

    def test_pages_are_well_formed(self) -> None:
        pages = sorted((self.files / "usr/share/man").rglob("*.gz"))
        self.assertEqual(len(pages), 4)
        for page in pages:
            done = subprocess.run(["man", "--warnings", "--local-file", page], check=True, capture_output=True,
                                  text=True, env=os.environ | {"LC_ALL": "C.UTF-8"})
            self.assertEqual(done.stderr, "", page)

    def test_bash_completes_every_command_and_option(self) -> None:
        for words in self.helps:
            below = _COMMAND.findall(_part(self.helps[words], "Subcommands") + "\n")
            if below:
                self.assertEqual(set(self.complete(*words, "")), set(below))
            self.assertEqual(set(self.complete(*words, "-")), self.options(words), words)

    def test_bash_completes_values(self) -> None:
        example = str(ROOT / "docs/examples/first.yaml")
        self.assertIn("result", self.complete("mailsonde", "tail", "--type", ""))
        self.assertEqual(self.complete("mailsonde", "tail", "--type", "=", "ale"), ["alert"])
        self.assertEqual(self.complete("mailsonde", "tail", "--last", ""), [])
        self.assertIn(example, self.complete("mailsonde", "check", "-c", example[:-2]))
        # A value is no command.
        self.assertEqual(self.complete("mailsonde", "tail", "--probe", "topics", "--fo"), ["--follow"])

    def test_bash_completes_names_of_the_configuration(self) -> None:
        config = self.files / "mailsonde.yaml"
        key = self.files / "secret"
        key.write_text("0123456789abcdef")
        text = re.sub(r"file: \S+?}", f"file: {key}}}", (ROOT / "docs/examples/first.yaml").read_text())
        config.write_text(text)
        self.assertEqual(self.complete("mailsonde", "once", "-c", str(config), ""), ["inbound"])
        self.assertEqual(self.complete("mailsonde", "reap", "-c", str(config), "--mailbox", "a"), ["anna"])
        self.assertEqual(self.complete("mailsonde", "tail", "-c", str(config), "--probe", "x"), [])

    def test_a_person_presses_tab(self) -> None:
        ours, theirs = pty.openpty()
        shell = subprocess.Popen(["bash", "--norc", "--noprofile", "-i"], stdin=theirs, stdout=theirs, stderr=theirs,
                                 start_new_session=True, env=os.environ | {"TERM": "dumb", "PS1": "> "})
        try:
            os.set_blocking(ours, False)
            os.write(ours, f"source {self.completions}/mailsonde\nmailsonde tok\tins\t".encode())
            seen = bytearray()

            def completed() -> bool:
                with contextlib.suppress(BlockingIOError):
                    seen.extend(os.read(ours, 4096))
                return b"mailsonde token inspect " in seen

            wait_until(completed, 30.0, "a whole command")
        finally:
            shell.kill()
            shell.wait()
            os.close(ours)
            os.close(theirs)

    def test_the_completion_is_loaded_by_name(self) -> None:
        for program in PROGRAMS:
            said = subprocess.run(
                ["bash", "-c", 'source "$1" && complete -p "$2"', "bash", self.completions / program, program],
                check=True, capture_output=True, text=True).stdout
            self.assertIn("-F _mailsonde", said)

    def test_the_completion_is_clean(self) -> None:
        subprocess.run(["shellcheck", "--shell=bash", self.completions / "mailsonde"], check=True)


if __name__ == "__main__":
    unittest.main()
