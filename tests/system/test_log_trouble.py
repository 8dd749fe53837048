"""The event log in trouble: refused at the start with a reason, lived through while running."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import unittest
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.support.mailhost.deadline import wait_until
from tests.support.mailsonde import Mailsonde, Settings, stays
from tests.support.mailsonde.child import Child
from tests.support.mailsonde.program import command
from tests.support.mailhost.process import Guardian
from tests.system.scenario import Scenario

NOBODY = 65534
PAGE = 4096
# Longer than a membership lasts without a sign of life, which can't be given meanwhile.
LONGER_THAN_A_LEASE_SECONDS = 12.0
START_SECONDS = 30.0
# Of each service: what was tried, and what failed of it.
MOST_LINES = 4
LOG_LIMIT = 65536
FAILED = re.compile(r" error (?:commit|event_log_failed) service=(\w+) .*")


def settings_without_servers() -> Settings:
    """Nobody listens there; nobody is asked either, while the log can't be opened."""
    server = {"host": "127.0.0.1", "port": 1, "tls": "none"}
    settings = Settings()
    settings.routes["relay"] = {"smtp": server, "from": "probe@example.org"}
    settings.mailboxes["anna"] = {
        "address": "anna@example.org", "imap": server,
        "auth": {"user": "anna", "password": settings.secret("anna", "secret")}}
    settings.probe("inbound", "anna")
    return settings


class LogTroubleAtStartTest(unittest.TestCase):
    """`mailsonde run` on a log that it can't use: exit code 1, one line that says why."""

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="mailsonde-")))
        self.config = self.folder / "mailsonde.yaml"
        settings_without_servers().write(self.config)
        self.log = self.folder / "data" / "events.sqlite"
        self.wal = self.folder / "data" / "events.sqlite-wal"

    def make_log(self, end: signal.Signals = signal.SIGTERM) -> None:
        """As a run leaves it that ended so."""
        guardian, errors = Guardian(self.folder), self.folder / "run.log"
        child = Child(command(self.config, "run"), self.folder / "run.out", errors, guardian)
        wait_until(lambda: " started " in errors.read_text(), START_SECONDS, "start")
        child.end(end, START_SECONDS)
        guardian.dismiss()

    def assert_refused(self, *words: str, user: int | None = None) -> None:
        rights: dict[str, Any] = {} if user is None else {
            "user": user, "group": user, "extra_groups": []}
        before = self.contents()
        done = subprocess.run(
            command(self.config, "run"), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=START_SECONDS, check=False, **rights)
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        for word in ("mailsonde: ", str(self.log), *words):
            self.assertIn(word, done.stderr)
        self.assertEqual(self.contents(), before, "it must be left as it is")

    def contents(self) -> list[bytes]:
        return [file.read_bytes() if file.exists() else b"" for file in (self.log, self.wal)]

    def sql(self, text: str) -> None:
        with closing(sqlite3.connect(self.log)) as connection:
            connection.executescript(text)

    def test_foreign_file_is_refused(self) -> None:
        self.log.parent.mkdir()
        self.log.write_text("This is no database, it is a letter. " * 100)
        self.assert_refused("not a database", "use another folder")
        self.log.unlink()
        self.sql("CREATE TABLE invoice(number INTEGER)")
        self.assert_refused("some other program", "use another folder")

    def test_newer_schema_is_refused(self) -> None:
        self.make_log()
        self.sql("PRAGMA user_version = 99")
        self.assert_refused("has schema 99", "use the newer program")

    def test_damaged_file_is_refused(self) -> None:
        self.make_log()
        with self.log.open("r+b") as file:
            file.seek(2 * PAGE)
            file.write(b"\x5a" * PAGE * 4)
        self.assert_refused("put a back-up in its place")

    def test_lone_wal_is_refused(self) -> None:
        self.make_log(signal.SIGKILL)
        whole = self.log.read_bytes()
        self.log.write_bytes(b"")
        self.assert_refused("is empty or was removed", "put a back-up in its place")
        self.log.unlink()
        self.assert_refused("is empty or was removed", "put a back-up in its place")
        self.log.write_bytes(whole)
        self.make_log()

    def test_locked_log_is_refused(self) -> None:
        self.make_log()
        with closing(sqlite3.connect(self.log, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            self.assert_refused("another process", "`fuser`")
        self.make_log()

    def test_log_that_may_not_be_written_is_refused(self) -> None:
        self.make_log()
        for path in (self.folder, self.config, *(self.folder / "secrets").rglob("*"),
                     self.folder / "secrets"):
            os.chown(path, NOBODY, NOBODY)
        self.log.parent.chmod(0o555)
        self.log.chmod(0o444)
        self.assert_refused("check the disk, the permissions", user=NOBODY)
        shutil.rmtree(self.log.parent)
        self.log.parent.mkdir(0o555)
        self.assert_refused("Permission denied", user=NOBODY)


class LogTroubleTest(Scenario):
    """While it can't be written: nothing is lost, nothing is called missing, the log isn't flooded."""

    def setUp(self) -> None:
        super().setUp()
        self.watch("anna")
        self.settings.top["log"] = {"level": "info"}
        self.settings.probe("inbound", "anna", every="1s")
        # Some mails are out at any moment.
        self.host.slow("anna", 2.0)

    def live_through(self, begin: Callable[[Mailsonde], None], end: Callable[[Mailsonde], None],
                     told: str) -> None:
        with self.monitor() as sonde:
            before = len(sonde.wait_results("inbound", 2, "delivered"))
            begin(sonde)
            sonde.wait_for(lambda _: FAILED.search(sonde.log()), "the trouble in the log")
            self.assertTrue(stays(self.running(sonde), LONGER_THAN_A_LEASE_SECONDS))
            end(sonde)
            sonde.wait_for(lambda _: "event_log_resumed" in sonde.log(), "commits again")
            sonde.wait_results("inbound", before + 4)
            log = sonde.log()
        self.assertIn(told, log)
        self.check_not_flooded(log)
        self.check_judged(sonde)

    def running(self, sonde: Mailsonde) -> Callable[[], bool]:
        def asked() -> bool:
            sonde.must_run()
            return True
        return asked

    def check_not_flooded(self, log: str) -> None:
        for service in ("sender", "checker"):
            lines = [line for line in log.splitlines()
                     if (found := FAILED.search(line)) and found[1] == service]
            self.assertLessEqual(len(lines), MOST_LINES, "\n".join(lines))

    def check_judged(self, sonde: Mailsonde) -> None:
        journal = sonde.journal()
        out = {event.mail_id for kind in ("mail.sent", "mail.send_unknown")
               for event in journal.of(kind)}
        judged = {event.mail_id for event in journal.results()}
        self.assertEqual(out, judged)
        sent = {event.mail_id for event in journal.of("mail.sent")}
        outcomes = {event.outcome for event in journal.results() if event.mail_id in sent}
        self.assertEqual(outcomes, {"delivered"})
        self.assertEqual(journal.results(outcome="missing"), [])
        self.assertEqual(journal.alerts("missing"), [])

    def test_full_disk_is_lived_through(self) -> None:
        """As it looks from inside: no file may grow. The log of `run` is smaller than that."""
        self.live_through(lambda sonde: sonde.limit_files(LOG_LIMIT),
                          lambda sonde: sonde.limit_files(None), "File too large")

    def test_locked_log_is_lived_through(self) -> None:
        holders: list[sqlite3.Connection] = []

        def lock(sonde: Mailsonde) -> None:
            holders.append(sqlite3.connect(sonde.event_log, timeout=60, isolation_level=None))
            holders[0].execute("BEGIN IMMEDIATE")
        self.live_through(lock, lambda _: holders[0].close(), "another process is writing")

    def test_moved_log_is_lived_through(self) -> None:
        def away(sonde: Mailsonde) -> Path:
            return sonde.event_log.with_name("away")
        self.live_through(lambda sonde: sonde.event_log.rename(away(sonde)),
                          lambda sonde: away(sonde).rename(sonde.event_log),
                          "events.sqlite was removed while it was in use; put it back")

    def test_stopped_while_full(self) -> None:
        """It ends in time and with 0, and the next run judges what is out."""
        with self.monitor() as sonde:
            before = len(sonde.wait_results("inbound", 2, "delivered"))
            sonde.limit_files(LOG_LIMIT)
            sonde.wait_for(lambda _: FAILED.search(sonde.log()), "the trouble in the log")
            sonde.stop()
            sonde.start()
            sonde.wait_results("inbound", before + 2)
        self.check_judged(sonde)


if __name__ == "__main__":
    unittest.main()
