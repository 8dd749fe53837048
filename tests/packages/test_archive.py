"""The archive, installed as the file INSTALL in it tells."""

import unittest

from tests.packages.clean_root import CleanRoot
from tests.packages.installed import secrets_of_the_example
from tests.packages.machine import Machine
from tests.packages.products import archive

PROGRAMS = ("mailsonde", "mailsonde-sender", "mailsonde-checker")


class ArchiveTest(unittest.TestCase):
    def test_installs_as_it_tells(self) -> None:
        root = self.enterContext(CleanRoot())
        root.run("apt-get", "install", "-y", "--no-install-recommends", "systemd")
        packed = root.bring(archive())
        root.run("tar", "-C", "/opt", "-xzf", packed)
        folder = f"/opt/{archive().name.removesuffix('.tar.gz')}"
        lines = [line.strip() for line in root.path(f"{folder}/INSTALL").read_text().splitlines()
                 if line.startswith("  ")]
        self.assertEqual(len(lines), 6, lines)
        machine = self.enterContext(Machine(root))
        lines[0] = lines[0].replace("apt-get install", "apt-get install -y --no-install-recommends")
        machine.run("sh", "-ec", "\n".join([f"cd {folder}", *lines]))
        for program in PROGRAMS:
            self.assertRegex(machine.run(f"/usr/local/bin/{program}", "--version"), rf"^{program} \d")
            self.assertEqual(machine.show(f"{program}.service", "LoadState"), "loaded")
        secrets_of_the_example(root, machine)
        machine.run("systemctl", "enable", "--now", "mailsonde.service")
        self.assertEqual(machine.show("mailsonde.service", "ActiveState"), "active", machine.journal("mailsonde"))


if __name__ == "__main__":
    unittest.main()
