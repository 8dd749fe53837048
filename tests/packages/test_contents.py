"""The files that scripts/package makes, as they are: what is in them, and what lintian thinks of it."""

import os
import re
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

from tests.packages.products import ROOT, archive, deb, field, symbols, unpack

PROGRAMS = ("mailsonde", "mailsonde-sender", "mailsonde-checker")
SWITCH = "MAILSONDE_CRASH_AT"
SHARED = (
    "share/man/man1/mailsonde.1", "share/man/man5/mailsonde.yaml.5", "share/man/man8/mailsonde-sender.8",
    "share/man/man8/mailsonde-checker.8", "share/bash-completion/completions/mailsonde",
    "share/doc/mailsonde/operations.md", "share/doc/mailsonde/examples/first.yaml",
    "share/mailsonde/schema/mailsonde.schema.json", "lib/sysusers.d/mailsonde.conf",
)


class ContentsTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="contents-")))

    def test_lintian_has_nothing_to_say(self) -> None:
        # As root it warns about being root.
        done = subprocess.run(
            ["lintian", "--allow-root", "--display-info", "--pedantic", "--fail-on=error,warning,info,pedantic",
             deb(), symbols()], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_package_has_what_belongs_into_it(self) -> None:
        tree = unpack(deb(), self.folder)
        for name in SHARED:
            zipped = ".gz" if "/man/" in name else ""
            self.assertTrue((tree / f"usr/{name}{zipped}").is_file(), name)
        for program in PROGRAMS:
            self.assertTrue(os.access(tree / "usr/bin" / program, os.X_OK), program)
            units = [*tree.glob(f"lib/systemd/system/{program}.service"),
                     *tree.glob(f"usr/lib/systemd/system/{program}.service")]
            self.assertEqual(len(units), 1, units)
            self.assertIn(f"ExecStart=/usr/bin/{program}", units[0].read_text())
        conffiles = subprocess.run(["dpkg-deb", "--ctrl-tarfile", deb()], check=True, capture_output=True).stdout
        self.assertIn(b"/etc/mailsonde/mailsonde.yaml\n", conffiles)

    def test_package_holds_no_failpoint(self) -> None:
        self.assertIn(SWITCH, (ROOT / "shared/core/failpoint.cpp").read_text())
        tree = unpack(deb(), self.folder)
        for program in PROGRAMS:
            self.assertNotIn(SWITCH.encode(), (tree / "usr/bin" / program).read_bytes())

    def test_symbols_are_those_of_the_programs(self) -> None:
        tree, apart = unpack(deb(), self.folder / "deb"), unpack(symbols(), self.folder / "symbols")
        self.assertEqual(field("Depends", symbols()), f"mailsonde (= {field('Version', deb())})")
        for program in PROGRAMS:
            notes = subprocess.run(["readelf", "--notes", tree / "usr/bin" / program], check=True,
                                   capture_output=True, text=True).stdout
            build = re.search(r"Build ID: ([0-9a-f]+)", notes)
            assert build is not None, notes
            file = apart / "usr/lib/debug/.build-id" / build[1][:2] / f"{build[1][2:]}.debug"
            said = subprocess.run(["readelf", "--sections", file], check=True, capture_output=True, text=True).stdout
            self.assertIn(".debug_info", said)

    def test_archive_is_the_same_for_another_place(self) -> None:
        with tarfile.open(archive()) as packed:
            names = packed.getnames()
            self.assertEqual({member.uid for member in packed.getmembers()}, {0})
        subprocess.run(["tar", "-C", self.folder, "-xzf", archive()], check=True)
        [top] = self.folder.iterdir()
        self.assertEqual({Path(name).parts[0] for name in names}, {top.name})
        for name in (*SHARED, "README.md", "LICENSE", "CHANGELOG.md", "INSTALL"):
            self.assertTrue((top / name).is_file(), name)
        for program in PROGRAMS:
            said = subprocess.run([top / "bin" / program, "--version"], check=True, capture_output=True, text=True)
            self.assertRegex(said.stdout, rf"^{program} \d")
            unit = (top / f"lib/systemd/system/{program}.service").read_text()
            self.assertIn(f"ExecStart=/usr/local/bin/{program}", unit)
            self.assertNotIn("/usr/bin", unit)
        self.assertIn("$schema=/usr/local/share/mailsonde/schema/mailsonde.schema.json",
                      (top / "share/doc/mailsonde/examples/msp/mailsonde.yaml").read_text())
        text = (top / "INSTALL").read_text()
        for package in re.findall(r"lib[a-z0-9.+-]+", field("Depends", deb())):
            self.assertIn(package, text)
        self.assertNotIn("@", text)

    def test_nothing_names_where_it_was_built(self) -> None:
        for package in (deb(), symbols()):
            tree = unpack(package, self.folder / package.stem)
            told = subprocess.run(["grep", "--recursive", "--files-with-matches", "--fixed-strings", str(ROOT), tree],
                                  capture_output=True, text=True, check=False).stdout
            self.assertEqual(told, "")


if __name__ == "__main__":
    unittest.main()
