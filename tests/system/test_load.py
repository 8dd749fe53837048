"""Many mailboxes at once, and what some of them must not do to the others."""

import resource
import unittest
from contextlib import ExitStack
from typing import Any

from tests.support.deaf import BlackHole, Deaf
from tests.support.mailsonde import Journal, Mailsonde, Settings
from tests.support.responder import Responder, add_mailbox, add_route, fill

PATIENCE_SECONDS = 120.0
FOREIGN = 3


def names(count: int, kind: str = "box") -> list[str]:
    return [f"{kind}{number:03}" for number in range(count)]


class LoadTest(unittest.TestCase):
    def setUp(self) -> None:
        self.settings = Settings()
        self.settings.top["log"] = {"level": "info"}
        self.rest = self.enterContext(ExitStack())

    def respond(self, hosts: int = 1) -> None:
        self.responder = self.rest.enter_context(Responder(hosts, FOREIGN))

    def at_broken_server(self, kind: str, count: int, port: int) -> list[str]:
        """Mailboxes that get their mail but can't be looked into."""
        [host] = self.responder.hosts
        broken = names(count, kind)
        for name in broken:
            add_mailbox(self.settings, self.responder, name, host, port=port)
            self.settings.probe(name, name, "broken")
        return broken

    def check_untouched(self, mailboxes: int) -> None:
        stats = self.responder.stats()
        self.assertEqual(stats["untouched_foreign"], FOREIGN * mailboxes)
        self.assertEqual(stats["accounts"], mailboxes)

    def check_one_result_each(self, journal: Journal) -> None:
        sent = [event.mail_id for event in journal.of("mail.sent")]
        judged = [event.mail_id for event in journal.results()]
        self.assertEqual(sorted(sent), sorted(judged))
        self.assertEqual(len(judged), len(set(judged)), "a mail has two results")

    def test_slow_and_dead_servers_delay_nobody(self) -> None:
        self.respond()
        slow, dead = self.rest.enter_context(Deaf()), self.rest.enter_context(BlackHole())
        healthy = names(80)
        # So late that the visits to the broken servers have begun before.
        fill(self.settings, self.responder, healthy, grace="4s")
        add_route(self.settings, self.responder, "broken", self.responder.hosts[0])
        broken = self.at_broken_server("slow", 150, slow.port)
        broken += self.at_broken_server("dead", 10, dead.port)
        self.settings.top["alerts"] = {"access_after": "1s"}
        with Mailsonde(self.settings) as sonde:
            journal = sonde.wait_for(
                lambda journal: len(journal.results()) == len(healthy) and journal,
                "a verdict for each healthy mailbox", PATIENCE_SECONDS)
            self.assertEqual({event.mailbox for event in journal.results(outcome="delivered")},
                             set(healthy))
            # Whoever can't be looked into says so after its first look, and none has ended yet.
            self.assertEqual(journal.alerts(), [])
            alerts = sonde.wait_for(
                lambda journal: len(journal.alerts("access")) >= 2 and journal.alerts("access"),
                "alerts about those that can't be read", PATIENCE_SECONDS)
            self.assertLessEqual({event.mailbox for event in alerts}, set(broken))

    def test_few_descriptors_lose_no_verdict(self) -> None:
        self.respond(hosts=20)
        boxes = names(200)
        fill(self.settings, self.responder, boxes)
        self.settings.top["alerts"] = {"access_after": "1s"}
        with Mailsonde(self.settings) as sonde:
            resource.prlimit(sonde.pid, resource.RLIMIT_NOFILE, (60, 60))
            sonde.wait_for(lambda journal: len(journal.results()) == len(boxes),
                           "a verdict for each mailbox", PATIENCE_SECONDS)
            sonde.wait_for(lambda _: not self.responder.stats()["test_mails"], "deletion")
            sonde.stop()
            journal = sonde.journal()
            self.check_one_result_each(journal)
            self.assertEqual(len(journal.results(outcome="delivered")), len(boxes))
            self.assertEqual(journal.alerts(), [], "our own lack was blamed on others")
            self.assertIn("few_descriptors", sonde.log())
        self.check_untouched(len(boxes))

    def test_relay_that_hangs_is_a_bounded_backlog(self) -> None:
        self.respond()
        deaf = self.rest.enter_context(Deaf())
        boxes = names(20)
        fill(self.settings, self.responder, boxes, every="1s", send_window="10m")
        self.settings.routes["route0"]["smtp"]["port"] = deaf.port
        most_waiting = 32

        def waiting(journal: Journal) -> dict[str, int]:
            out = dict.fromkeys(boxes, 0)
            for event in journal.of("mail.scheduled"):
                out[event.mailbox] += 1
            for event in journal.of("mail.send_failed"):
                out[event.mailbox] -= 1
            return out
        with Mailsonde(self.settings) as sonde:
            def gaps(journal: Journal) -> Any:
                said = [event for event in journal.of("mail.gap")
                        if event.data["reason"] == "backlog"]
                return said if {event.mailbox for event in said} == set(boxes) else []
            sonde.wait_for(gaps, "gaps of each mailbox", PATIENCE_SECONDS)
            journal = sonde.journal()
            self.assertLessEqual(max(waiting(journal).values()), most_waiting)
            self.assertEqual(journal.of("mail.sent"), [])
            self.assertIn("slots_left_out", sonde.log())

    def test_stops_in_the_middle_of_full_load(self) -> None:
        self.respond(hosts=3)
        boxes = names(300)
        fill(self.settings, self.responder, boxes, every="5s")
        self.responder.delay(boxes[::3], 0.5)
        with Mailsonde(self.settings) as sonde:
            for share in (1, 2):
                sonde.wait_for(lambda journal, share=share:
                               len(journal.results()) >= len(boxes) * share,
                               "verdicts", PATIENCE_SECONDS)
                self.assertTrue(sonde.journal().in_flight(), "no mail is out: this is no load")
                sonde.restart()
            sonde.drain(PATIENCE_SECONDS)
            sonde.wait_for(lambda _: not self.responder.stats()["test_mails"], "deletion")
            sonde.stop()
            self.check_one_result_each(sonde.journal())
            self.assertEqual({event.outcome for event in sonde.results()}, {"delivered"})
            self.assertEqual(sonde.journal().of("mail.send_unknown"), [])
        self.check_untouched(len(boxes))


if __name__ == "__main__":
    unittest.main()
