"""The units under systemd, on a booted machine with nothing but the package, watching real mail servers."""

import json
import sqlite3
import unittest
from contextlib import closing
from pathlib import Path

from tests.packages.clean_root import CleanRoot
from tests.packages.installed import CONFIG, DATA, configure
from tests.packages.machine import Machine
from tests.packages.products import deb, newer
from tests.support.mailhost import MailHost, wait_until
from tests.support.mailsonde import Pages, Settings

PATIENCE_SECONDS = 60.0
UNIT = "mailsonde.service"
AS_ITSELF = ("setpriv", "--reuid=mailsonde", "--regid=mailsonde", "--init-groups", "mailsonde")


class ServiceTest(unittest.TestCase):
    def setUp(self) -> None:
        self.root = self.enterContext(CleanRoot(installed=True))
        self.host = self.enterContext(MailHost())
        self.pages = self.enterContext(Pages())
        for user in ("probe", "anna"):
            self.host.add_user(user)
        self.settings = Settings()
        self.settings.route("relay", self.host, "probe")
        self.settings.mailbox("anna", self.host)
        self.settings.probe("inbound", "anna", every="2s")
        self.settings.top["http"] = {"listen": f"127.0.0.1:{self.pages.port}"}

    def boot(self) -> Machine:
        return self.enterContext(Machine(self.root))

    def start(self, once: bool = False) -> Machine:
        """:param once: try a round trip first, as docs/operations.md tells."""
        configure(self.root, self.settings, self.host)
        machine = self.boot()
        if once:
            self.assertIn("MAILSONDE OK", machine.run(*AS_ITSELF, "once", "inbound"))
        said = machine.run("systemctl", "start", UNIT, status=None)
        self.assertEqual(machine.show(UNIT, "ActiveState"), "active", said + machine.journal(UNIT))
        self.wait_ready()
        return machine

    def wait_ready(self) -> None:
        wait_until(lambda: self.pages.status("/readyz") == 200, PATIENCE_SECONDS, "readiness")

    def results(self, machine: Machine) -> list[str]:
        said = machine.run(*AS_ITSELF, "tail", "--all", "--json", "--type", "result")
        return [json.loads(line)["data"]["outcome"] for line in said.splitlines()]

    def test_delivers_in_its_sandbox(self) -> None:
        machine = self.start(once=True)
        wait_until(lambda: len(self.results(machine)) >= 2, PATIENCE_SECONDS, "two results")
        self.assertEqual(set(self.results(machine)), {"delivered"}, machine.journal(UNIT))
        self.assertEqual(self.pages.status("/healthz"), 200)
        status = Path(f"/proc/{self.main_process(machine)}/status").read_text()
        facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        self.assertEqual((facts["NoNewPrivs"], facts["Seccomp"], facts["CapBnd"].strip("0")), ("1", "2", ""))
        self.assertNotIn("0", facts["Uid"].split())
        self.assertEqual(machine.run("stat", "--format=%U:%G %a", DATA, f"{DATA}/events.sqlite").split("\n")[:2],
                         ["mailsonde:mailsonde 750", "mailsonde:mailsonde 600"])
        # Leases of the log are held against it: ProcSubset=pid would hide it.
        with closing(sqlite3.connect(f"file:{self.root.path(DATA)}/events.sqlite?mode=ro", uri=True)) as log:
            boots = {row[0] for row in log.execute("SELECT boot_id FROM group_member")}
        self.assertEqual(boots, {Path("/proc/sys/kernel/random/boot_id").read_text().strip()})
        machine.run("systemctl", "stop", UNIT)
        self.assertEqual(machine.show(UNIT, "Result"), "success")
        self.assertIn("info stopped", machine.journal(UNIT))

    def main_process(self, machine: Machine) -> int:
        """Its number on this machine."""
        inside = machine.show(UNIT, "MainPID")
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                numbers = next(line for line in (folder / "status").read_text().splitlines()
                               if line.startswith("NSpid:")).split()[1:]
                if len(numbers) > 1 and numbers[-1] == inside and (folder / "comm").read_text() == "mailsonde\n":
                    return int(folder.name)
            except (OSError, StopIteration):
                continue  # it has just ended
        raise AssertionError(f"no process is {inside} inside")

    def test_a_start_that_can_not_work_fails_at_once(self) -> None:
        machine = self.boot()
        said = machine.run("systemctl", "start", UNIT, status=1)
        self.assertIn("mailsonde.service", said)
        told = machine.journal(UNIT)
        for secret in ("k1.key", "smtp.password", "anna.password"):
            self.assertIn(f"/etc/mailsonde/{secret}", told)
        machine.run("systemctl", "stop", UNIT)

    def test_reload_refuses_what_is_wrong(self) -> None:
        machine = self.start()
        before = machine.show(UNIT, "MainPID")
        good = self.root.path(CONFIG).read_text()
        self.root.path(CONFIG).write_text(good.replace('"every": "2s"', '"every": "never"'))
        machine.run("systemctl", "reload", UNIT, status=1)
        self.assertIn("never", machine.journal(UNIT))
        self.assertEqual(machine.show(UNIT, "ActiveState"), "active")
        self.root.path(CONFIG).write_text(good.replace('"every": "2s"', '"every": "3s"'))
        machine.run("systemctl", "reload", UNIT)
        wait_until(lambda: self.pages.has("mailsonde_config_last_reload_successful 1"), PATIENCE_SECONDS, "a reload")
        self.assertEqual(machine.show(UNIT, "MainPID"), before)

    def test_comes_back_when_it_is_killed(self) -> None:
        machine = self.start()
        before = machine.show(UNIT, "MainPID")
        machine.run("sh", "-c", f"kill -KILL {before}")
        wait_until(lambda: machine.show(UNIT, "MainPID") not in ("0", before), PATIENCE_SECONDS, "another process")
        self.wait_ready()
        self.assertEqual(machine.show(UNIT, "NRestarts"), "1")

    def test_upgrade_restarts_what_runs_and_keeps_all(self) -> None:
        machine = self.start()
        wait_until(lambda: self.results(machine), PATIENCE_SECONDS, "a result")
        before, known = machine.show(UNIT, "MainPID"), len(self.results(machine))
        config = self.root.path(CONFIG).read_text()
        self.root.path("/etc/mailsonde").chmod(0o751)
        package = self.root.bring(newer(deb(), self.root.folder.parent))
        machine.run("apt-get", "install", "-y", package)
        self.assertIn("+newer", machine.run("dpkg-query", "--show", "mailsonde"))
        wait_until(lambda: machine.show(UNIT, "MainPID") not in ("0", before), PATIENCE_SECONDS, "another process")
        self.wait_ready()
        self.assertGreaterEqual(len(self.results(machine)), known)
        self.assertEqual(self.root.path(CONFIG).read_text(), config)
        self.assertEqual(machine.run("stat", "--format=%a", "/etc/mailsonde").strip(), "751")
        self.assertEqual(machine.run("systemctl", "is-enabled", UNIT, status=1).strip(), "disabled")

    def test_remove_stops_it_and_purge_leaves_nothing(self) -> None:
        machine = self.start()
        machine.run("systemctl", "enable", UNIT)
        machine.run("apt-get", "remove", "-y", "mailsonde")
        self.assertEqual(machine.show(UNIT, "ActiveState"), "inactive")
        self.assertTrue(self.root.path(CONFIG).exists())
        self.assertTrue(self.root.path(f"{DATA}/events.sqlite").exists())
        machine.run("apt-get", "purge", "-y", "mailsonde")
        left = machine.run("find", "/", "-xdev", "-iname", "*mailsonde*", "-not", "-path", "/brought/*",
                           "-not", "-path", "/var/cache/*", "-not", "-path", "/var/log/*")
        self.assertEqual(left, "")


if __name__ == "__main__":
    unittest.main()
