"""What is installed has no place at which a test could end it."""

import json
import shlex
import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.support.mailsonde.program import ROOT, binary
from tests.system.failpoint_plays import registered

# Both hold failpoints; the others are compiled with the same flags.
SOURCES = ("shared/eventlog/engine.cpp", "shared/net/drive_failpoints.cpp")
SWITCH = "MAILSONDE_FAILPOINTS"


class ReleaseTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="release-"))
        subprocess.run(["cmake", "--preset", "release", "-B", folder], cwd=ROOT, check=True,
                       capture_output=True)
        listed = json.loads((Path(folder) / "compile_commands.json").read_text())
        self.commands = {one["file"].removeprefix(f"{ROOT}/"): one for one in listed}

    def test_release_holds_no_failpoint(self) -> None:
        names = [name.encode() for name in registered()]
        tested = binary().read_bytes()
        self.assertEqual([name for name in names if name not in tested], [],
                         "whoever looks for them can find them")
        self.assertNotIn("shared/core/failpoint.cpp", self.commands)
        for file, one in self.commands.items():
            self.assertNotIn(SWITCH, one["command"], file)
        for file in SOURCES:
            held = self.compiled(file)
            moments = {part for name in names for part in (name, name.partition(b".")[2])}
            self.assertEqual([moment for moment in moments if moment in held], [], file)

    def compiled(self, file: str) -> bytes:
        one = self.commands[file]
        output = Path(one["directory"]) / "compiled.o"
        words = shlex.split(one["command"])
        words[words.index("-o") + 1] = str(output)
        subprocess.run(words, cwd=one["directory"], check=True, capture_output=True)
        return output.read_bytes()


if __name__ == "__main__":
    unittest.main()
