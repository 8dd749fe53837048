"""What compose/Dockerfile copies is all that a build for an image needs; a missing folder is told here, not after minutes."""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "compose"


def copied() -> list[tuple[list[str], str]]:
    """Sources and destination of each COPY from the context into the build's folder."""
    stage = (COMPOSE / "Dockerfile").read_text().partition("WORKDIR /src\n")[2].partition("\nRUN ")[0]
    found = [line.split() for line in re.findall(r"^COPY (.+)$", stage, re.MULTILINE)]
    return [(words[:-1], words[-1]) for words in found]


class ImageContextTest(unittest.TestCase):
    def test_image_context_can_be_configured(self) -> None:
        with tempfile.TemporaryDirectory(prefix="context-") as name:
            folder = Path(name)
            for sources, destination in copied():
                for source in sources:
                    into = folder / destination
                    if (ROOT / source).is_dir():
                        shutil.copytree(ROOT / source, into)
                    else:
                        into.mkdir(parents=True, exist_ok=True)
                        shutil.copy(ROOT / source, into)
            done = subprocess.run(["cmake", "--preset", "release"], cwd=folder, capture_output=True, text=True,
                                  check=False)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_image_context_is_not_ignored(self) -> None:
        ignored = (COMPOSE / "Dockerfile.dockerignore").read_text().splitlines()
        wanted = [source for sources, _ in copied() for source in sources]
        self.assertIn("*", ignored)
        self.assertGreater(len(wanted), 5)
        self.assertLessEqual({f"!{source}" for source in wanted}, set(ignored))


if __name__ == "__main__":
    unittest.main()
