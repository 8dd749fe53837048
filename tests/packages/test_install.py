"""What the package brings into a clean root, and that it takes everything away again."""

import unittest

from tests.packages.clean_root import CleanRoot
from tests.packages.installed import CONFIG, secrets_of_the_example
from tests.packages.products import deb, field

PROGRAMS = ("mailsonde", "mailsonde-sender", "mailsonde-checker")
UNITS = [f"{program}.service" for program in PROGRAMS]
# Ten times the exposure level of systemd-analyze: 0 is best, 100 worst; what a service is allowed by default is 96.
THRESHOLD = 15


class InstallTest(unittest.TestCase):
    """All look at the same root, and leave in it what disturbs nobody."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.root = cls.enterClassContext(CleanRoot(installed=True))

    def test_programs_run(self) -> None:
        for program in PROGRAMS:
            self.assertRegex(self.root.run(program, "--version"), rf"^{program} \d+\.\d+\.\d+$")

    def test_nothing_is_started_or_enabled(self) -> None:
        for unit in UNITS:
            self.assertEqual(self.root.run("systemctl", "is-enabled", unit, status=1).strip(), "disabled")
        wanted = self.root.path("/etc/systemd/system").rglob("*mailsonde*")
        self.assertEqual(list(wanted), [])

    def test_its_user_can_not_log_in(self) -> None:
        self.assertRegex(self.root.run("getent", "passwd", "mailsonde"), r":/var/lib/mailsonde:/usr/sbin/nologin$")
        self.assertRegex(self.root.run("getent", "shadow", "mailsonde"), r"^mailsonde:!\*?:")

    def test_the_configuration_says_what_is_missing(self) -> None:
        said = self.root.run("mailsonde", "check", status=1)
        problems = [line for line in said.splitlines() if line.startswith(CONFIG)]
        self.assertEqual(len(problems), 3, said)
        secrets_of_the_example(self.root)
        self.root.run("mailsonde", "check")
        # As the service reads it; nobody else can.
        for user, status in (("mailsonde", 0), ("nobody", 1)):
            self.root.run("setpriv", f"--reuid={user}", f"--regid={user if status == 0 else 'nogroup'}",
                          "--clear-groups", "mailsonde", "check", "--quiet", status=status)

    def test_units_are_sound(self) -> None:
        self.assertEqual(self.root.run("systemd-analyze", "verify", "--man=no", *UNITS).strip(), "")
        for unit in UNITS:
            self.root.run("systemd-analyze", "--no-pager", "security", "--offline=true",
                          f"--threshold={THRESHOLD}", unit)

    def test_the_threshold_is_not_for_everybody(self) -> None:
        """That the check of the hardening can fail."""
        unit = self.root.path("/etc/systemd/system/lax.service")
        unit.write_text("[Service]\nExecStart=/usr/bin/mailsonde run\nUser=mailsonde\n")
        self.root.run("systemd-analyze", "--no-pager", "security", "--offline=true",
                      f"--threshold={THRESHOLD}", unit.name, status=1)

    def test_depends_on_what_it_loads(self) -> None:
        needs = field("Depends", deb())
        for library in ("librdkafka1", "libssl3", "libsqlite3-0", "libyaml-cpp", "libprometheus-cpp"):
            self.assertIn(library, needs)
        self.assertIn("ca-certificates", needs)


class PurgeTest(unittest.TestCase):
    def setUp(self) -> None:
        self.root = self.enterContext(CleanRoot(installed=True))

    def test_purge_leaves_its_user_and_nothing_else(self) -> None:
        # What it needs stays: all of that is there before.
        self.root.run("apt-get", "purge", "-y", "mailsonde")
        before = self.root.files()
        self.assertFalse([path for path in before if "mailsonde" in path], before)
        self.root.install(deb())
        during = self.root.files()
        self.assertIn("etc/mailsonde/mailsonde.yaml", during)
        group = self.root.run("getent", "group", "mailsonde").split(":")[2]
        self.assertEqual(during["etc/mailsonde"], f"d 750 0 {group}")
        secrets_of_the_example(self.root)
        self.root.run("apt-get", "purge", "-y", "mailsonde")
        self.assertEqual(self.root.files(), before)
        self.assertIn("nologin", self.root.run("getent", "passwd", "mailsonde"))
        self.root.run("dpkg-query", "--status", "mailsonde", status=1)


if __name__ == "__main__":
    unittest.main()
