"""Two processes on one event log, of which one stands still, dies or leaves."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager

from tests.support.mailhost import wait_until
from tests.support.mailsonde import Couple, Mailsonde, Replica
from tests.system.installation import PATIENCE_SECONDS, Installation, Stage
from tests.system.invariants import Evidence

# Enough for both processes to own some of the mailboxes and some of the probes.
USERS = ["anna", "ben", "cora", "dora", "emil", "frida"]
WORK = ("mail_sent", "result")
SERVICES = ("checker", "sender")


def six_mailboxes(stage: Stage) -> Installation:
    return stage(USERS, every="3s")


class Pair:
    """`first` is the process that survives; `second` joins it, and gets half of everything."""

    def __init__(self, place: Installation, first: Mailsonde, second: Replica | Couple) -> None:
        self.place = place
        self.first = first
        self.second = second

    def wait_both_work(self) -> None:
        """From now on, each sends mails and judges mails."""
        before = {log: {word: log().count(f"{word} ") for word in WORK} for log in self._logs()}

        def worked() -> bool:
            self.first.must_run()
            return all(log().count(f"{word} ") > count for log, counts in before.items()
                       for word, count in counts.items())
        wait_until(worked, PATIENCE_SECONDS, "work of both processes")

    def wait_first_does_all(self) -> None:
        self.place.wait_new_results(self.first, 2)

    def members(self) -> dict[str, int]:
        """How many each group has, whether they still live or not."""
        file = self.first.folder / "data/events.sqlite"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as log:
            rows = log.execute("SELECT member_group, count(*) FROM group_member GROUP BY 1")
            return {group.removeprefix("mailsonde-"): count for group, count in rows}

    def end(self) -> Evidence:
        self.place.settle(self.first)
        if self.second.started:
            self.second.stop()
        self.first.stop()
        return self.place.evidence(self.first)

    def _logs(self) -> list[Callable[[], str]]:
        return [self.first.log, self.second.log]


@contextmanager
def pair(place: Installation, environment: Mapping[str, str] | None = None) -> Iterator[Pair]:
    """Both run, the first has done all the work for a while.

    :param environment: orders to the failpoints of the second.
    """
    with place.monitor() as first:
        place.wait_new_results(first)
        second = place.second(first)
        second.start(environment)
        yield Pair(place, first, second)


def stop_and_take_over(place: Installation, point: str,
                       environment: Mapping[str, str] | None = None) -> tuple[Evidence, str]:
    """The second stands still at a failpoint until its lease is over and its work was done by
    the first; then it goes on, and must be of use again.

    :returns: the evidence, and what the second logged after it went on.
    """
    with pair(place, {"MAILSONDE_STOP_AT": point} | dict(environment or {})) as both:
        stopped = both.second.process_of(point)
        stopped.wait_stopped(point, PATIENCE_SECONDS)
        both.wait_first_does_all()
        before = len(stopped.log())
        stopped.go_on()
        both.wait_both_work()
        evidence = both.end()
        return evidence, stopped.log()[before:]
