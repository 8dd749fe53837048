"""The tests' own tools: a tool that sees nothing wrong would make every scenario pass."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from tests.support.mailhost import MailHost, wait_until
from tests.support.mailhost.process import group_members
from tests.support.mailsonde import ForeignMail, Journal, Mailsonde, Settings, parse_event, stays
from tests.support.mailsonde.program import ROOT, call

GOLDEN = ROOT / "tests/unit/model/golden"
LAUNCHER = f"#!/bin/sh\nexec /usr/bin/python3 {ROOT}/tests/system/fake_program.py \"$@\"\n"


def golden_lines() -> list[str]:
    """The events of docs/events.md, a line each."""
    return [json.dumps(json.loads(path.read_text())) for path in sorted(GOLDEN.glob("*.json"))]


class FakeCase(unittest.TestCase):
    def setUp(self) -> None:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="fake-")))
        program = folder / "mailsonde"
        program.write_text(LAUNCHER)
        program.chmod(0o755)
        self.enterContext(mock.patch.dict(os.environ, MAILSONDE_BINARY=str(program)))

    def fake(self, **files: str) -> Mailsonde:
        """Not started yet; `files` go beside its configuration, with - for _."""
        sonde = Mailsonde(Settings())
        self.addCleanup(sonde.close)
        for name, text in ({"canned.jsonl": "\n".join(golden_lines())} | files).items():
            (sonde.folder / name.replace("_", "-")).write_text(text)
        return sonde


class HarnessTest(FakeCase):
    def test_harness_reads_all_kinds_of_events(self) -> None:
        with self.fake() as sonde:
            sonde.wait_for(lambda journal: len(journal.events) == 9, "nine events")
            self.assertEqual({event.source for event in sonde.journal().events},
                             {"/mailsonde/acme-prod/sender", "/mailsonde/acme-prod/checker"})
            [result] = sonde.results("inbound", "delivered")
            self.assertEqual((result.mailbox, result.found["folder"]), ("anna", "Mailsonde"))
            [alert] = sonde.alerts("missing", "inbound", "opened")
            self.assertEqual(alert.time, 1795486998.213)
            self.assertIn("info started", sonde.log())
        self.assertFalse(sonde.folder.exists())
        self.assertEqual(len(sonde.journal().events), 9, "they can be asked for afterwards")

    def test_harness_sees_what_comes_after_a_kill(self) -> None:
        with self.fake() as sonde:
            sonde.wait_for(lambda journal: len(journal.events) == 9, "nine events")
            sonde.kill()
            sonde.start()
            sonde.wait_for(lambda journal: len(journal.events) == 18, "the same again")
            sonde.restart()
            sonde.wait_for(lambda journal: len(journal.events) == 27, "and again")

    def test_harness_demands_a_clean_end(self) -> None:
        told = io.StringIO()
        with contextlib.redirect_stderr(told), \
                self.assertRaisesRegex(AssertionError, "ended with 3"):
            with self.fake(exit_code="3") as sonde:
                sonde.wait_for(lambda journal: journal.results(), "a result")
        for words in ('"instance": "under-test"', "info started", "result inbound"):
            self.assertIn(words, told.getvalue())

    def test_harness_notices_an_early_end(self) -> None:
        with contextlib.redirect_stderr(io.StringIO()), \
                self.assertRaisesRegex(AssertionError, "ended by itself, with 4"):
            with self.fake(ends_at_once="", exit_code="4") as sonde:
                sonde.wait_for(lambda _: False, "what never comes")

    def test_harness_waits_in_vain_only_so_long(self) -> None:
        with contextlib.redirect_stderr(io.StringIO()), \
                self.assertRaisesRegex(AssertionError, "5 results  of inbound: not within"):
            with self.fake() as sonde:
                sonde.wait_results("inbound", 5, seconds=0.3)

    def test_harness_runs_commands(self) -> None:
        sonde = self.fake()
        done = call(sonde.config, "tail")
        self.assertEqual((done.returncode, done.stderr), (1, "there is no event log yet\n"))

    def test_harness_leaves_nothing_after_a_kill(self) -> None:
        script = ("from tests.support.mailsonde import Mailsonde, Settings\n"
                  "sonde = Mailsonde(Settings())\n"
                  "(sonde.folder / 'canned.jsonl').write_text('')\n"
                  "with sonde:\n"
                  "    sonde.wait_for(lambda _: 'started' in sonde.log(), 'start')\n"
                  "    print(sonde.folder, sonde._run.pid, flush=True)\n"
                  "    input()\n")
        parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, text=True,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert parent.stdout is not None
        folder, pid = parent.stdout.readline().split()
        self.assertNotEqual(group_members(int(pid)), [])
        os.kill(parent.pid, signal.SIGKILL)
        parent.communicate(timeout=30)
        wait_until(lambda: not Path(folder).exists() and not group_members(int(pid)), 15,
                   "clearing up")


class JournalTest(unittest.TestCase):
    def test_journal_knows_what_is_out(self) -> None:
        journal = Journal(map(parse_event, golden_lines()))
        [sent], [unknown] = journal.of("mail.sent"), journal.of("mail.send_unknown")
        self.assertEqual(journal.in_flight(), {unknown.mail_id})
        without_result = Journal(event for event in journal.events if event.kind != "result")
        self.assertEqual(without_result.in_flight(), {sent.mail_id, unknown.mail_id})
        self.assertEqual(len(journal.open_alerts("inbound")), 1)
        self.assertEqual(journal.open_alerts("outbound"), [])
        self.assertEqual(journal.uncorrected(), [])
        self.assertEqual(journal.folders_found("anna"), {"Mailsonde", "Junk"})

    def test_stays_sees_a_change(self) -> None:
        answers = iter([True, True, False])
        self.assertFalse(stays(lambda: next(answers), 5.0, interval=0.01))
        self.assertTrue(stays(lambda: True, 0.05, interval=0.01))


class ForeignMailTest(unittest.TestCase):
    def setUp(self) -> None:
        self.host = self.enterContext(MailHost())
        self.host.add_user("anna")
        self.foreign = ForeignMail(self.host)
        self.foreign.fill("anna")

    def test_foreign_changes_are_seen(self) -> None:
        self.assertEqual(self.foreign.changes("anna", set()), [])
        with self.host.human("anna") as session:
            session.select("INBOX")  # takes \Recent
        self.assertNotEqual(self.foreign.changes("anna", set()), [])
        self.assertEqual(self.foreign.changes("anna", {"INBOX"}), [])
        with self.host.human("anna") as session:
            session.select("Archive")
            session.store("1", "-FLAGS", r"(\Flagged)")
        self.assertEqual(len(self.foreign.changes("anna", {"INBOX", "Archive"})), 2)

    def test_foreign_losses_are_seen(self) -> None:
        self.foreign.arrive("anna")
        self.assertEqual(self.foreign.changes("anna", set()), [])
        with self.host.human("anna") as session:
            session.select("INBOX")
            session.expunge()  # what a careless monitor would do
        [loss] = self.foreign.changes("anna", {"INBOX"})
        self.assertIn("gone", loss)
        with self.host.human("anna") as session:
            session.create("Strange")
        self.assertIn("folders", self.foreign.changes("anna", {"INBOX"})[0])

    def test_test_mail_left_behind_is_seen(self) -> None:
        self.assertEqual(self.foreign.test_mails("anna"), [])
        self.host.deliver("anna", b"X-Mailsonde-Token: ms1.a.b\r\nSubject: x\r\n\r\nx\r\n", "Junk")
        self.assertEqual([mail.folder for mail in self.foreign.test_mails("anna")], ["Junk"])
        self.assertEqual(self.foreign.changes("anna", set()), [])


if __name__ == "__main__":
    unittest.main()
