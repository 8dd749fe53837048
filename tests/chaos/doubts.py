"""How often a mail may have gone out, where several faults met it. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from tests.support.mailsonde import Journal
from tests.support.mailsonde.journal import seconds_since_epoch
from tests.system.invariants import MOST_SUBMISSIONS, Submission

_TAKEN_OVER = re.compile(r"^(?P<time>\S+) info partitions_assigned service=sender ", re.MULTILINE)
# Of the last assignment before the first submission.
TOLERANCE_SECONDS = 1.0


def doubts_of(journal: Journal, submissions: Iterable[Submission],
              logs: Iterable[str]) -> dict[str, int]:
    """By token, of those that the relay took too often: how often it was left open whether it had.

    That is with each new owner of the mail, and with each attempt that ended without an answer.

    :param logs: of the senders.
    """
    times: dict[str, list[float]] = defaultdict(list)
    for one in submissions:
        times[one.token].append(one.time)
    owners = [[seconds_since_epoch(found["time"]) for found in _TAKEN_OVER.finditer(log)]
              for log in logs]
    deferred = _deferrals(journal)
    return {token: deferred.get(token, 0) + max(
                (sum(min(taken) - TOLERANCE_SECONDS <= at <= max(taken) for at in one)
                 for one in owners), default=0)
            for token, taken in times.items() if len(taken) > MOST_SUBMISSIONS}


def _deferrals(journal: Journal) -> Mapping[str, int]:
    token = {event.mail_id: str(event.data["token"]) for event in journal.of("mail.scheduled")}
    found: dict[str, int] = defaultdict(int)
    for event in journal.of("mail.deferred"):
        found[token.get(event.mail_id, "")] += 1
    return found
