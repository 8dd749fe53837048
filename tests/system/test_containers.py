"""What judges the compose stack sees what it must; scripts/test-containers runs it on the real one."""

import unittest
from typing import Any

from tests.containers.ending import submissions
from tests.containers.faults import longest_pauses, share
from tests.containers.probes import PROMISES, broken, judged_since
from tests.support.mailsonde import Event, Journal


def event(kind: str, number: int, probe: str = "delivered", time: float = 0.0, **data: Any) -> Event:
    mail = {"mail_id": f"m{number}", "probe": probe, "mailbox": probe, "slot": f"s{number}"}
    return Event(kind, f"{kind}-{number}", "test", "", time, {"mail": mail} | data)


def life(number: int, probe: str = "delivered", time: float = 0.0) -> list[Event]:
    """All events of a mail that fared as promised."""
    begun = event("mail.scheduled", number, probe, time)
    if not PROMISES[probe].outcome:
        return [begun, event("mail.send_failed", number, probe, time)]
    return [begun, event("mail.sent", number, probe, time),
            event("result", number, probe, time, outcome=PROMISES[probe].outcome)]


class ContainerVerdictTest(unittest.TestCase):
    def test_containers_verdict_accepts_what_was_promised(self) -> None:
        lives = [one for number, probe in enumerate(PROMISES) for one in life(number, probe)]
        self.assertEqual(broken(lives), [])
        unknown = [event("mail.scheduled", 9), event("mail.send_unknown", 9),
                   event("result", 9, outcome="undetermined")]
        self.assertEqual(broken(unknown), [])

    def test_containers_verdict_sees_each_violation(self) -> None:
        for more, words in (
                (event("result", 1, outcome="delivered"), "2 results: m1"),
                (event("mail.send_failed", 1), "2 fates: m1"),
                (event("mail.scheduled", 1), "a slot was begun 2 times"),
                (event("result", 2, outcome="delivered"), "a result of a mail that nobody sent: m2")):
            with self.subTest(words):
                self.assertIn(words, "\n".join(broken([*life(1), more])))
        for outcome in ("missing", "undetermined", "junk"):
            wrong = [*life(1)[:2], event("result", 1, outcome=outcome)]
            self.assertEqual(broken(wrong), [f"delivered: {outcome} instead of delivered: m1"])

    def test_containers_wait_for_each_mail_and_probe(self) -> None:
        lives = [one for number, probe in enumerate(PROMISES) for one in life(number, probe, 5.0)]
        judged = judged_since(4.0, 6.0)
        self.assertTrue(judged(Journal(lives)))
        self.assertFalse(judged(Journal([*lives, event("mail.scheduled", 99, time=5.5)])))
        self.assertTrue(judged(Journal([*lives, event("mail.scheduled", 99, time=6.5)])))
        self.assertFalse(judged(Journal([one for one in lives if one.probe != "junk"])))
        self.assertEqual(longest_pauses(Journal(lives), 4.0, 9.0)["filed"], 4.0)

    def test_containers_read_the_relays_log(self) -> None:
        def line(text: str) -> tuple[str, str]:
            return "2026-11-30T10:00:00.500000000Z", f"Nov 30 10:00:00 postfix {text}"
        found = submissions([
            line("postfix/smtpd[9]: 4jY: client=unknown[172.18.0.5], sasl_method=PLAIN"),
            line("postfix/cleanup[8]: 4jY: message-id=<ms1.abc@probe.test>"),
            line("postfix/qmgr[7]: 4jY: from=<probe@demo.test>, size=900, nrcpt=1 (queue active)"),
            line("postfix/smtpd[9]: 4jZ: client=unknown[172.18.0.5]"),
            line("postfix/cleanup[8]: 4jZ: message-id=<ms1.def@probe.test>"),
            line("postfix/cleanup[8]: 4jZ: discard: RCPT from unknown")])
        self.assertEqual([one.token for one in found], ["ms1.abc"])
        self.assertAlmostEqual(found[0].time % 60, 0.5)

    def test_containers_know_the_share_of_a_replica(self) -> None:
        log = ("2026-11-30T10:00:00.000Z info started service=checker\n"
               "2026-11-30T10:00:01.000Z info partitions_assigned service=checker count=12 new=12\n")
        self.assertEqual(share(log), 12)
        self.assertEqual(share(log + "2026-11-30T10:00:02.000Z info partitions_revoked service=checker\n"), 0)


if __name__ == "__main__":
    unittest.main()
