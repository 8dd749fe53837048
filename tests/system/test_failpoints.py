"""kill -9 at every numbered step (docs/crash-safety.md): whatever the moment, nothing is lost,
doubled, left behind or touched."""

import re
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from tests.support.mailhost import MailHost
from tests.support.mailsonde.program import ROOT
from tests.system.failpoint_plays import Play, plays, registered
from tests.system.invariants import violations

# After each death the successor waits ten seconds for the lease of the dead to run out.
AT_ONCE = 12
PAGE = ROOT / "docs/crash-safety.md"
# The first cell of a row of its table.
_ROW = re.compile(r"^\| ((?:`\w+\.\w+\.\w+`,? ?)+) \|", re.MULTILINE)


def user_of(play: Play) -> str:
    return re.sub(r"\W+", "-", play.title.lower())


class FailpointTest(unittest.TestCase):
    host: MailHost

    @classmethod
    def setUpClass(cls) -> None:
        cls.host = cls.enterClassContext(MailHost())
        cls.host.add_user("probe")

    def test_death_at_each_step_of_the_sender(self) -> None:
        self.perform([play for play in plays() if play.point.startswith("sender.")])

    def test_death_at_each_step_of_the_checker(self) -> None:
        self.perform([play for play in plays() if play.point.startswith("checker.")])

    def perform(self, chosen: list[Play]) -> None:
        """Several at a time, each in an installation of its own."""
        self.assertTrue(chosen)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            tried = [(play, pool.submit(self.one, play, user_of(play))) for play in chosen]
        for play, outcome in tried:
            with self.subTest(play.title):
                seconds, found = outcome.result()
                print(f"{play.title}: {seconds:.1f} s", flush=True)
                self.assertEqual(found, [])

    def one(self, play: Play, user: str) -> tuple[float, list[str]]:
        begun = time.monotonic()
        evidence = play.perform(play, self.host, user)
        self.assertTrue(evidence.journal.results())
        self.assertTrue(evidence.submissions)
        return time.monotonic() - begun, violations(evidence)


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
