"""kill -9 at every numbered step (docs/crash-safety.md): whatever the moment, nothing is lost,
doubled, left behind or touched."""

import re
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.support.kafka import KafkaCluster
from tests.support.mailhost import MailHost
from tests.support.mailsonde.program import ROOT
from tests.system.failpoint_plays import Play, plays, registered
from tests.system.installation import Installation, Stage
from tests.system.invariants import violations
from tests.system.kafka_installation import stage_on_kafka

# After each death the successor waits ten seconds for the lease of the dead to run out.
AT_ONCE = 12
# Two processes each, and one broker for all.
AT_ONCE_ON_KAFKA = 8
PAGE = ROOT / "docs/crash-safety.md"
# The first cell of a row of its table.
_ROW = re.compile(r"^\| ((?:`\w+\.\w+\.\w+`,? ?)+) \|", re.MULTILINE)


def user_of(play: Play) -> str:
    return re.sub(r"\W+", "-", play.title.lower())


class FailpointCase(unittest.TestCase):
    stage: Stage
    at_once: int

    def setUp(self) -> None:
        self.host = self.enterContext(MailHost())
        self.host.add_user("probe")

    def perform(self, service: str) -> None:
        """Several plays at a time, each in an installation of its own."""
        chosen = [play for play in plays() if play.point.startswith(f"{service}.")]
        self.assertTrue(chosen)
        with ThreadPoolExecutor(self.at_once) as pool:
            tried = [(play, pool.submit(self.one, play, user_of(play))) for play in chosen]
        for play, outcome in tried:
            with self.subTest(play.title):
                seconds, found = outcome.result()
                print(f"{play.title}: {seconds:.1f} s", flush=True)
                self.assertEqual(found, [])

    def one(self, play: Play, user: str) -> tuple[float, list[str]]:
        begun = time.monotonic()
        evidence = play.perform(play, self.stage, user)
        self.assertTrue(evidence.journal.results())
        self.assertTrue(evidence.submissions)
        return time.monotonic() - begun, violations(evidence)


class FailpointTest(FailpointCase):
    at_once = AT_ONCE

    def setUp(self) -> None:
        super().setUp()
        self.stage = partial(Installation, self.host)

    def test_death_at_each_step_of_the_sender(self) -> None:
        self.perform("sender")

    def test_death_at_each_step_of_the_checker(self) -> None:
        self.perform("checker")


class KafkaFailpointTest(FailpointCase):
    at_once = AT_ONCE_ON_KAFKA

    def setUp(self) -> None:
        super().setUp()
        self.stage = stage_on_kafka(self.enterContext(KafkaCluster()), self.host)

    def test_death_at_each_step_of_the_sender_on_kafka(self) -> None:
        self.perform("sender")

    def test_death_at_each_step_of_the_checker_on_kafka(self) -> None:
        self.perform("checker")


class FailpointTableTest(unittest.TestCase):
    def test_every_failpoint_is_played_and_explained(self) -> None:
        names = registered()
        self.assertEqual({name.split(".")[0] for name in names}, {"checker", "sender"})
        self.assertEqual(sorted({play.point for play in plays()}), sorted(names))
        rows = _ROW.findall(PAGE.read_text())
        told = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
        self.assertEqual(sorted(told), sorted(names))


if __name__ == "__main__":
    unittest.main()
