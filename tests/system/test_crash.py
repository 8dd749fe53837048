"""kill -9 at random moments: each mail is judged once, none is lost by us, none stays behind."""

import random
import secrets
import unittest

from tests.support.mailsonde import Journal, Mailsonde, elapse
from tests.system.scenario import Scenario

KILLS = 10
LONGEST_RUN_SECONDS = 2.5
MOST_EVENTS = 6
PROBES = ("left", "right")


class CrashTest(Scenario):
    def setUp(self) -> None:
        super().setUp()
        seed = secrets.randbits(32)
        print(f"seed of the moments: {seed}", flush=True)
        self.random = random.Random(seed)

    def let_run(self, sonde: Mailsonde) -> None:
        """Until a random number of further events, or for a random time."""
        if self.random.random() < 0.5:
            elapse(self.random.uniform(0.0, LONGEST_RUN_SECONDS))
            return
        wanted = len(sonde.journal().events) + self.random.randint(1, MOST_EVENTS)
        sonde.wait_for(lambda journal: len(journal.events) >= wanted, f"{wanted} events")

    def test_killed_ten_times(self) -> None:
        self.watch("anna")
        for probe in PROBES:
            self.settings.probe(probe, "anna", every="1s")
        with self.monitor() as sonde:
            for _ in range(KILLS):
                self.let_run(sonde)
                sonde.kill()
                sonde.start()
            for probe in PROBES:
                count = len(sonde.results(probe, "delivered"))
                sonde.wait_results(probe, count + 3, "delivered")
        self.check(sonde.journal())

    def check(self, journal: Journal) -> None:
        sent = {event.mail_id for event in journal.of("mail.sent")}
        unknown = {event.mail_id for event in journal.of("mail.send_unknown")}
        outcomes = {event.mail_id: event.outcome for event in journal.results()}
        self.assertGreaterEqual(len(sent), len(PROBES) * 3)
        # One result each: that there are not two is checked after every scenario.
        self.assertEqual(set(outcomes), sent | unknown)
        self.assertEqual({outcomes[mail_id] for mail_id in sent}, {"delivered"})
        self.assertNotIn("missing", outcomes.values())
        self.assertEqual(journal.of("mail.send_failed"), [])
        begun = journal.of("mail.scheduled")
        slots = [(event.probe, event.mailbox, event.slot) for event in begun]
        tokens = [event.data["token"] for event in begun]
        self.assertEqual(len(slots), len(set(slots)), "a slot was begun twice")
        self.assertEqual(len(tokens), len(set(tokens)), "two slots have the same token")


if __name__ == "__main__":
    unittest.main()
