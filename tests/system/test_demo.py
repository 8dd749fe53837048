"""The demo: its own parts on made-up events, and once as a whole."""

import io
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from scripts.demo_driver.board import status_of
from scripts.demo_driver.display import EventLines, LiveTable
from scripts.demo_driver.replicas import Work
from scripts.demo_driver.shows import SHOWS, Show
from scripts.demo_driver.table import BLOCKS, SPARKS, coloured, sparkline, table
from scripts.demo_driver.verdict import judge, last_line
from tests.support.mailsonde import Event, Journal
from tests.support.mailsonde.program import ROOT

RUN_SECONDS = 180


def made(kind: str, probe: str, number: int = 1, **data: object) -> Event:
    mail = {"mail_id": f"{probe}-{number}", "mailbox": probe, "probe": probe, "slot": str(number)}
    return Event(kind, f"{probe}-{number}/{kind}", "/mailsonde/demo/checker", probe,
                 1795484597.0 + number, {"mail": mail} | data)


def result(probe: str, outcome: str, number: int = 1, delay_ms: int = 210) -> Event:
    found = {} if outcome == "missing" else {
        "found": {"folder": "Junk" if outcome == "junk" else "INBOX", "delay_ms": delay_ms}}
    return made("result", probe, number, outcome=outcome, **found)


def alert(probe: str, rule: str, phase: str = "opened") -> Event:
    return Event("alert", f"{probe}/{rule}/{phase}", "/mailsonde/demo/checker", probe, 1795484600.0,
                 {"probe": probe, "mailbox": probe, "rule": rule, "phase": phase, "summary": "why",
                  "severity": "critical", "key": f"{probe}/{probe}/{rule}"})


def show_named(name: str) -> Show:
    return next(show for show in SHOWS if show.name == name)


class DemoPartsTest(unittest.TestCase):
    def verdict(self, name: str, *events: Event) -> tuple[str, ...]:
        return judge(show_named(name), Journal(events)).problems

    def test_demo_verdicts(self) -> None:
        self.assertEqual(self.verdict("delivered", result("delivered", "delivered")), ())
        self.assertEqual(self.verdict("delivered"), ("no result",))
        self.assertEqual(self.verdict("delivered", result("delivered", "delivered"),
                                      result("delivered", "junk", 2)), ("outcome junk",))
        self.assertEqual(self.verdict("delivered", result("delivered", "delivered"),
                                      alert("delivered", "delay")), ("alert delay",))
        self.assertEqual(self.verdict("junk", result("junk", "junk")), ("no alert misplaced",))
        self.assertEqual(self.verdict("junk", result("junk", "junk"), alert("junk", "misplaced")),
                         ())
        self.assertEqual(self.verdict("lost", result("lost", "missing"), alert("lost", "missing"),
                                      alert("lost", "delay"), alert("lost", "delay", "closed")), ())
        self.assertEqual(self.verdict("delivered", result("delivered", "delivered"),
                                      made("mail.send_failed", "delivered", 2)),
                         ("mail.send_failed",))

    def test_demo_summary(self) -> None:
        delivered = show_named("delivered")
        journal = Journal([result("delivered", "delivered", 1, 100),
                           result("delivered", "delivered", 2, 200),
                           result("delivered", "delivered", 3, 900)])
        verdicts = [judge(delivered, journal), judge(show_named("lost"), journal)]
        self.assertEqual(verdicts[0].line(), "delivered  as expected  3 mails, median 0.20 s")
        self.assertEqual(last_line(verdicts), "1 as expected, 1 otherwise")

    def test_demo_table(self) -> None:
        journal = Journal([made("mail.scheduled", "junk"), result("lost", "missing"),
                           alert("lost", "missing"), result("delivered", "delivered")])
        rows = [status_of(journal, name) for name in ("delivered", "junk", "lost", "filed")]
        lines = table(rows)
        self.assertEqual([line.split()[:3] for line in lines[1:]],
                         [["delivered", "delivered", "1"], ["junk", "scheduled", "0"],
                          ["lost", "missing", "1"], ["filed", "starting", "0"]])
        self.assertTrue(lines[3].endswith("missing (critical)"))
        self.assertIn("0.21 s", lines[1])
        for plain, painted in zip(lines, coloured(lines, rows)):
            self.assertIn(plain, painted)

    def test_demo_sparkline(self) -> None:
        self.assertEqual(sparkline([0.0, 1.0, None]), BLOCKS[0] + BLOCKS[-1] + "x")
        self.assertEqual(sparkline([]), "")
        self.assertEqual(sparkline([0.2] * 50), BLOCKS[-1] * SPARKS)

    def test_demo_redraws_its_table(self) -> None:
        out = io.StringIO()
        live = LiveTable(out)
        live.show(Journal())
        self.assertNotIn("\033[6A", out.getvalue())
        live.show(Journal(), ["sender-1", "sender-2"])
        self.assertIn("\033[6A", out.getvalue())
        live.show(Journal())
        self.assertIn("\033[8A", out.getvalue())
        live.say("over")
        self.assertTrue(out.getvalue().endswith("over\n"))

    def test_demo_counts_what_a_replica_did(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "checker-1.log"
            work = Work("checker", log)
            line = "2026-11-25T03:34:44.119Z debug result probe=to-{0} mailbox={0} mail_id=1\n"
            log.write_text(line.format("anna") + line.format("ben")[:50])
            work.read()
            self.assertEqual(work.words(), "1 mail judged of 1 mailbox")
            log.write_text(line.format("anna") + line.format("ben") + line.format("ben"))
            work.read()
            self.assertEqual(work.words(), "3 mails judged of 2 mailboxes")

    def test_demo_prints_each_event_once(self) -> None:
        out = io.StringIO()
        lines = EventLines(out)
        journal = Journal([result("junk", "junk"), alert("junk", "misplaced")])
        lines.show(journal)
        lines.show(journal)
        self.assertEqual(out.getvalue().splitlines(), [
            "01:43:18 junk       junk in Junk after 0.21 s",
            "01:43:20 junk       alert misplaced (critical) opened: why"])


class DemoCase(unittest.TestCase):
    def shown(self, *options: str) -> str:
        done = subprocess.run([sys.executable, "-m", "scripts.demo_driver", *options],
                              cwd=ROOT, capture_output=True, text=True, timeout=RUN_SECONDS,
                              check=False, env=dict(os.environ))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.splitlines()[-1], f"{len(SHOWS)} as expected, 0 otherwise")
        return done.stdout


class DemoTest(DemoCase):
    def test_demo_shows_what_it_promises(self) -> None:
        self.shown("--for", "15s")


class DemoOnKafkaTest(DemoCase):
    def test_demo_on_kafka_shows_a_takeover(self) -> None:
        told = self.shown("--for", "15s", "--kafka")
        self.assertIn("\nkill -9: checker-1 and sender-1; ", told)
        for service, did in (("sender", "sent to"), ("checker", "judged of")):
            self.assertRegex(told, rf"\n{service}-1 +[1-9]\d* mails? {did} .*, killed\n")
            self.assertRegex(told, rf"\n{service}-2 +[1-9]\d* mails {did} {len(SHOWS)} mailboxes\n")


if __name__ == "__main__":
    unittest.main()
