"""How many mailboxes it takes for so many mails in so many seconds. Pure."""

import math
from dataclasses import dataclass
from typing import Any

EVERY_SECONDS = 2
# While replicas, brokers or mail servers are gone, slots pass unused.
PLANNED_FOR_ONE = 1.35
# A few for each partition of the topics, so that each replica has some of its own.
FEWEST_MAILBOXES = 24

PROBE: dict[str, Any] = {
    "every": f"{EVERY_SECONDS}s", "grace": "200ms", "retry": "1s", "send_window": "2m",
    "deadline": "30s", "delay": {"warn": "15s", "crit": "30s"}, "undetermined_after": "45s",
}


@dataclass(frozen=True)
class Load:
    """A probe and a mailbox for each user, a mail each EVERY_SECONDS."""

    users: tuple[str, ...]


def load_for(mails: int, seconds: float) -> Load:
    """So that this many mails have their result after this time, in spite of the faults."""
    needed = math.ceil(mails / seconds * EVERY_SECONDS * PLANNED_FOR_ONE)
    return Load(tuple(f"user{number:03}" for number in range(max(needed, FEWEST_MAILBOXES))))
