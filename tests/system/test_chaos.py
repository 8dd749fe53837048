"""The parts of scripts/chaos, on plans, logs and events made by hand."""

import socket
import unittest
from collections import Counter
from collections.abc import Iterator

from tests.chaos.doubts import doubts_of
from tests.chaos.liveness import not_live, partitions_of
from tests.chaos.load import FEWEST_MAILBOXES, load_for
from tests.chaos.plan import (ALL_BROKERS, BROKERS, MAIL_SERVERS, REPLICAS, SESSION_SECONDS, Fault,
                              plan)
from tests.chaos.report import Outcome, table
from tests.support.cut import cut, require_cutting
from tests.support.mailsonde import Event, Journal
from tests.system.invariants import Submission

SEEDS = range(200)
SECONDS = 240.0
ASSIGNED = "2026-11-25T03:12:50.236Z info partitions_assigned service=checker count={}\n"
REVOKED = "2026-11-25T03:12:50.236Z info partitions_revoked service=checker\n"
STARTED = "2026-11-25T03:12:50.236Z info started version=0.1.0\n"


def overlapping(faults: list[Fault]) -> Iterator[tuple[Fault, Fault]]:
    for number, one in enumerate(faults):
        for other in faults[number + 1:]:
            if one.at <= other.end and other.at <= one.end:
                yield one, other


def event(kind: str, mail: str, at: float, **data: object) -> Event:
    about = {"mail_id": mail, "probe": f"to-{mail}", "mailbox": mail,
             "slot": "2026-11-25T03:12:50.000Z"}
    return Event(kind, f"{mail}/{kind}", "/mailsonde", f"to-{mail}", at, {"mail": about} | data)


def life(mail: str, at: float) -> list[Event]:
    return [event("mail.scheduled", mail, at), event("mail.sent", mail, at + 1.0),
            event("result", mail, at + 5.0, outcome="delivered", found={"delay_ms": 2500})]


class ChaosPlanTest(unittest.TestCase):
    def test_chaos_plan_is_repeatable(self) -> None:
        self.assertEqual(plan(7, SECONDS), plan(7, SECONDS))
        self.assertNotEqual(plan(7, SECONDS), plan(8, SECONDS))

    def test_chaos_plan_has_everything(self) -> None:
        for seed in SEEDS:
            with self.subTest(seed=seed):
                counts = Counter((fault.kind, fault.target) for fault in plan(seed, SECONDS))
                self.assertEqual(counts[("kill", ALL_BROKERS)], 1)
                for kind, targets in (("kill", REPLICAS), ("freeze", REPLICAS), ("kill", BROKERS),
                                      ("restart", MAIL_SERVERS), ("cut", MAIL_SERVERS),
                                      ("cut", BROKERS)):
                    self.assertEqual([one for one in targets if not counts[(kind, one)]], [])

    def test_chaos_plan_can_be_survived(self) -> None:
        for seed in SEEDS:
            with self.subTest(seed=seed):
                faults = plan(seed, SECONDS)
                self.assertEqual(faults, sorted(faults, key=lambda fault: fault.at))
                self.assertLess(max(fault.end for fault in faults), SECONDS)
                down = [fault for fault in faults if fault.kind == "kill"
                        and fault.target in (*BROKERS, ALL_BROKERS)]
                self.assertEqual(list(overlapping(down)), [])
                for name in (*REPLICAS, *MAIL_SERVERS):
                    own = [fault for fault in faults
                           if fault.target == name and fault.kind != "cut"]
                    self.assertEqual(list(overlapping(own)), [])
                self.assertTrue(all(fault.lasts > SESSION_SECONDS for fault in faults
                                    if fault.kind == "freeze"))

    def test_chaos_plan_of_a_short_run_has_no_outage(self) -> None:
        self.assertNotIn(ALL_BROKERS, {fault.target for fault in plan(1, 60.0)})

    def test_chaos_load_is_enough(self) -> None:
        self.assertEqual(len(load_for(1, SECONDS).users), FEWEST_MAILBOXES)
        users = load_for(5000, SECONDS).users
        self.assertEqual(len(users), len(set(users)))
        self.assertGreater(len(users) * SECONDS / 2, 5000)


class ChaosVerdictTest(unittest.TestCase):
    def test_chaos_share_of_a_replica(self) -> None:
        for log, expected in (("", 0), (ASSIGNED.format(8), 8), (ASSIGNED.format(8) + REVOKED, 0),
                              (ASSIGNED.format(8) + REVOKED + ASSIGNED.format(12), 12),
                              (ASSIGNED.format(8) + STARTED, 0)):
            self.assertEqual(partitions_of(log), expected)

    def test_chaos_liveness(self) -> None:
        journal = Journal(life("anna", 100.0))  # sent at 101, judged at 105
        logs = dict.fromkeys(REPLICAS, ASSIGNED.format(8))
        self.assertEqual(not_live(logs, journal, ["to-anna"], 101.0), [])
        self.assertEqual(not_live(logs, journal, ["to-anna"], 102.0),
                         ["no new mail.sent of to-anna"])
        self.assertEqual(not_live(logs, journal, ["to-anna", "to-ben"], 101.0),
                         ["no new mail.sent of to-ben", "no new result of to-ben"])
        self.assertEqual(
            not_live(logs | {"sender-2": ASSIGNED.format(8) + REVOKED}, journal, [], 101.0),
            ["sender-2 has 0 partitions instead of 8"])

    def test_chaos_table(self) -> None:
        journal = Journal([*life("anna", 10.0), *life("ben", 20.0)])
        faults = [Fault(1.0, "kill", "broker-2", 1.0), Fault(2.0, "kill", "broker-1", 1.0)]
        logs = {"checker-1": "… warn commit service=checker outcome=fenced took=3ms detail=…\n"}
        good = Outcome(2, journal, faults, logs, 3.25)
        self.assertTrue(good.good)
        lines = table(good)
        self.assertEqual(lines[-1], "0 violations")
        for words in ("2 scheduled, 2 sent, 0 send_unknown", "2 delivered", "2 kill broker",
                      "1 fenced", "2.5 s till a mail was seen, 4.0 s till", "3.2 s after"):
            self.assertTrue([line for line in lines if words in line], words)

    def test_chaos_fails_for_either_reason(self) -> None:
        journal = Journal([*life("anna", 10.0), event("mail.sent", "ben", 1.0)])
        few = Outcome(2, journal, [], {}, 3.0)
        self.assertFalse(few.good)
        self.assertEqual(table(few)[-2:], ["only 1 of 2 mails", "0 violations"])
        bad = Outcome(1, journal, [], {}, None, ["2 results: anna"] * 30)
        self.assertFalse(bad.good)
        self.assertEqual(table(bad)[-2:], ["… and 10 more", "30 violations"])


    def test_chaos_counts_doubts(self) -> None:
        journal = Journal([event("mail.scheduled", "anna", 0.0, token="t"),
                           event("mail.deferred", "anna", 1.0)])
        slot = 1795576370.236  # of ASSIGNED
        log = ASSIGNED.replace("service=checker", "service=sender").format(8)
        twice = [Submission("t", slot - 5.0), Submission("t", slot + 5.0)]
        thrice = [*twice, Submission("t", slot + 6.0)]
        self.assertEqual(doubts_of(journal, twice, [log]), {})
        self.assertEqual(doubts_of(journal, thrice, [log, log + log]), {"t": 3})
        self.assertEqual(doubts_of(journal, thrice, [ASSIGNED.format(8)]), {"t": 1})
        later = [Submission("t", slot + 60.0)] * 3
        self.assertEqual(doubts_of(journal, later, [log]), {"t": 1})


class ChaosCutTest(unittest.TestCase):
    def test_chaos_cuts_connections(self) -> None:
        require_cutting()
        with socket.socket() as server, socket.socket() as other:
            for one in (server, other):
                one.bind(("127.0.0.1", 0))
                one.listen()
            client = self.enterContext(socket.create_connection(server.getsockname()))
            spared = self.enterContext(socket.create_connection(other.getsockname()))
            peer, far = server.accept()[0], other.accept()[0]
            self.assertEqual(cut(server.getsockname()[1]), 1)
            for one in (client, peer):
                with one, self.assertRaises(ConnectionError):
                    one.recv(1)
            with far:
                far.sendall(b"!")
                self.assertEqual(spared.recv(1), b"!")


if __name__ == "__main__":
    unittest.main()
