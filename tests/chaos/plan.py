"""Which fault happens when to whom. Pure: the same seed and duration are the same plan."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

REPLICAS = tuple(f"{service}-{number}" for service in ("checker", "sender")
                 for number in (1, 2, 3))
BROKERS = ("broker-1", "broker-2", "broker-3")
MAIL_SERVERS = ("imap", "smtp")
ALL_BROKERS = "all brokers"

# The least that the configuration takes; a replica that is frozen for longer has lost its work.
SESSION_SECONDS = 6.0
# Before, all must have begun to work.
QUIET_SECONDS = 3.0
# A shorter run has no time to recover from it.
SHORTEST_WITH_OUTAGE = 90.0


@dataclass(frozen=True)
class Fault:
    """Begins `at` seconds after the start and is over `lasts` seconds later."""

    at: float
    kind: str
    target: str
    lasts: float

    @property
    def end(self) -> float:
        return self.at + self.lasts


@dataclass(frozen=True)
class Kind:
    name: str
    targets: tuple[str, ...]
    shortest: float
    longest: float


@dataclass(frozen=True)
class Lane:
    """Faults that follow each other, one each `gap` seconds on average.

    Until `rest` seconds after one is over, its target gets no other; nobody does if `alone`.
    """

    gap: float
    rest: float
    alone: bool
    kinds: tuple[Kind, ...]


LANES = (
    Lane(12.0, 4.0, False, (
        Kind("kill", REPLICAS, 0.0, 4.0),
        Kind("freeze", REPLICAS, SESSION_SECONDS + 1.0, SESSION_SECONDS + 5.0))),
    # A majority stays, and the dead one has caught up before the next one dies.
    Lane(32.0, 14.0, True, (Kind("kill", BROKERS, 1.0, 6.0),)),
    Lane(30.0, 4.0, True, (Kind("restart", MAIL_SERVERS, 0.5, 5.0),)),
    Lane(10.0, 0.0, False, (Kind("cut", (*MAIL_SERVERS, *BROKERS), 0.0, 0.0),)),
)


def plan(seed: int, seconds: float) -> list[Fault]:
    """All faults of a run, by their beginning; the last one is over before `seconds`."""
    chance = random.Random(seed)
    outage = _outage(chance, seconds)
    found = list(outage)
    for lane in LANES:
        given = outage if lane.kinds[0].targets == BROKERS else []
        found += _faults_of(lane, chance, seconds, given)
    return sorted(found, key=lambda fault: (fault.at, fault.kind, fault.target))


def _outage(chance: random.Random, seconds: float) -> list[Fault]:
    """Once, in the middle, all brokers are gone."""
    if seconds < SHORTEST_WITH_OUTAGE:
        return []
    return [Fault(round(seconds / 2, 1), "kill", ALL_BROKERS, round(chance.uniform(2.0, 5.0), 1))]


def _faults_of(lane: Lane, chance: random.Random, seconds: float,
               given: Sequence[Fault]) -> list[Fault]:
    """Besides those `given`: each kind befalls each target before one does so again."""
    found: list[Fault] = []
    deck: list[tuple[Kind, str]] = []
    at = QUIET_SECONDS + chance.uniform(0.0, lane.gap)
    while at < seconds:
        if not deck:
            deck = [(kind, target) for kind in lane.kinds for target in kind.targets]
            chance.shuffle(deck)
        for kind, target in deck:
            lasts = chance.uniform(kind.shortest, kind.longest)
            fault = Fault(round(at, 1), kind.name, target, round(lasts, 1))
            if fault.end < seconds and not any(
                    _disturbs(lane, fault, other) for other in (*given, *found)):
                found.append(fault)
                deck.remove((kind, target))
                break
        at += chance.uniform(0.5, 1.5) * lane.gap
    return found


def _disturbs(lane: Lane, one: Fault, other: Fault) -> bool:
    if not lane.alone and one.target != other.target:
        return False
    return one.at < other.end + lane.rest and other.at < one.end + lane.rest
