"""The lives of Mailsonde in which its failpoints are passed: one play for each point."""

import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.mailsonde import Journal, Mailsonde, Settings
from tests.support.mailsonde.program import call
from tests.system.installation import PATIENCE_SECONDS, Installation, Stage
from tests.system.invariants import Evidence

EVERY = "3s"
# Longer than the settled mails are remembered: 10 minutes behind the deadline.
LATER = {"MAILSONDE_CLOCK_AHEAD": "15m"}
NEVER = "365d"
LIMITS = {"warn": "3s", "crit": "3s"}
# The engine commits several times in the life of a mail; each of these is another step of it.
COMMITS = {"sender": 2, "checker": 3}
HALF_OF_THE_PARTITIONS = 12
_LISTED = re.compile(r"is not one of (.*)")


@dataclass(frozen=True)
class Play:
    """One death: at which passage of which point, and how it gets there."""

    point: str
    passage: int
    perform: Callable[["Play", Stage, str], Evidence]

    @property
    def title(self) -> str:
        return f"{self.point}#{self.passage}"

    @property
    def order(self) -> dict[str, str]:
        return {"MAILSONDE_CRASH_AT": self.title}


def registered() -> list[str]:
    """The names of all failpoints, as the program itself tells them."""
    with tempfile.TemporaryDirectory(prefix="mailsonde-") as folder:
        refused = call(Path(folder) / "none.yaml", "check",
                       environment={"MAILSONDE_CRASH_AT": "?"})
    found = _LISTED.search(refused.stderr)
    assert refused.returncode == 2 and found, f"an unknown name is not refused: {refused.stderr}"
    return found[1].split()


def plays() -> list[Play]:
    """Every registered point has at least one."""
    return [Play(name, passage, _performance(name))
            for name in registered() for passage in _passages(name)]


def _passages(name: str) -> list[int]:
    service, step, _ = name.split(".")
    if step == "R8":
        return list(range(1, COMMITS[service] + 1))
    return [HALF_OF_THE_PARTITIONS] if step == "R5" else [1]


def _performance(name: str) -> Callable[[Play, Stage, str], Evidence]:
    _, step, moment = name.split(".")
    if step in ("R1", "R2", "R5", "R6"):
        return die_at_start
    if step == "R7":
        return die_at_end
    if moment.startswith("late_"):
        return die_over_a_late_mail
    if moment.startswith("tombstone_"):
        return die_while_forgetting
    return die_at_work


def die_at_work(play: Play, stage: Stage, user: str) -> Evidence:
    place = stage([user], every=EVERY)
    with place.monitor(play.order) as sonde:
        sonde.wait_killed(play.point)
        sonde.start()
        place.wait_new_results(sonde)
        return _ended(place, sonde)


def die_at_start(play: Play, stage: Stage, user: str) -> Evidence:
    """There is something to restore: a mail is out, others are settled."""
    place = stage([user], every=EVERY)
    with place.monitor() as sonde:
        place.wait_new_results(sonde)
        sonde.stop()
        sonde.start(play.order)
        sonde.wait_killed(play.point)
        sonde.start()
        place.wait_new_results(sonde)
        return _ended(place, sonde)


def die_at_end(play: Play, stage: Stage, user: str) -> Evidence:
    """It is asked to end, and dies after it let go of its partitions, before it said so."""
    place = stage([user], every=EVERY)
    with place.monitor(play.order) as sonde:
        place.wait_new_results(sonde)
        process = sonde.process_of(play.point)
        process.terminate()
        process.wait_killed(play.point, PATIENCE_SECONDS)
        sonde.start()
        place.wait_new_results(sonde)
        return _ended(place, sonde)


def die_over_a_late_mail(play: Play, stage: Stage, user: str) -> Evidence:
    """Mails are held beyond their deadline, called missing, and come after all."""
    place = stage([user], every=EVERY, deadline="3s", delay=LIMITS)
    host = place.host
    host.hold_for(user)
    with place.monitor(play.order) as sonde:
        sonde.wait_results(f"to-{user}", outcome="missing")
        host.clear(user)
        host.release(user)
        sonde.wait_killed(play.point)
        sonde.start()
        place.wait_new_results(sonde)

        def corrected(journal: Journal) -> bool:
            # Again: a mail under way to the relay may come into the hold a moment later.
            host.release(user)
            return bool(journal.of("late")) and not journal.uncorrected()
        sonde.wait_for(corrected, "correction of all missing results")
        sonde.wait_for(lambda journal: not journal.open_alerts(), "end of all alerts")
        host.release(user)  # what went out a second time, too
        return _ended(place, sonde, late=True)


def die_while_forgetting(play: Play, stage: Stage, user: str) -> Evidence:
    """It is started when a settled mail's time is over."""
    place = stage([user], every=EVERY)
    with place.monitor() as sonde:
        place.wait_new_results(sonde)
        place.settle(sonde)
        sonde.wait_for(lambda _: not _remembered(place, sonde, "deleting"),
                       "records of the deletions")
        sonde.stop()
        sonde.reconfigure(with_probes_at_rest(sonde.settings), hang_up=False)
        sonde.start(LATER | play.order)
        sonde.wait_killed(play.point)
        sonde.start(LATER)
        sonde.wait_ready()
        sonde.wait_for(lambda _: not _remembered(place, sonde), "tombstones of all mails")
        sonde.stop()
        return place.evidence(sonde)


def with_probes_at_rest(settings: Settings) -> Settings:
    """A copy that begins no mail, not even in the hour to which the clock is set."""
    at_rest = settings.copy()
    for probe in at_rest.probes.values():
        probe["every"] = NEVER
    return at_rest


def _remembered(place: Installation, sonde: Mailsonde, stage: str = "") -> set[bytes]:
    """Mails in the checker's memory, only those in one stage if given."""
    return {key for key, value in place.checker_state(sonde).items()
            if key.startswith(b"m/") and value is not None
            and stage in ("", json.loads(value)["stage"])}


def _ended(place: Installation, sonde: Mailsonde, late: bool = False) -> Evidence:
    place.settle(sonde)
    sonde.stop()
    return place.evidence(sonde, late)
