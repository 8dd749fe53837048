"""Whether all is as before the first fault. Pure."""

import re
from collections.abc import Iterable, Mapping

from tests.support.mailsonde import Journal
from tests.support.mailsonde.journal import seconds_since_epoch

from .plan import REPLICAS

PARTITIONS = 24
REPLICAS_OF_ONE = 3
_SHARE = re.compile(r" info (?:started |partitions_assigned .*\bcount=(?P<count>\d+)"
                    r"|partitions_(?P<revoked>revoked) )")


def partitions_of(log: str) -> int:
    """How many the replica that wrote this log has now."""
    count = 0
    for found in _SHARE.finditer(log):
        count = int(found["count"] or 0)
    return count


def not_live(logs: Mapping[str, str], journal: Journal, probes: Iterable[str],
             since: float) -> list[str]:
    """What is missing, a line each: replicas with their share, and probes with new results.

    :param logs: by replica.
    :param since: seconds since the epoch; a result counts if its mail was planned later.
    """
    share = PARTITIONS // REPLICAS_OF_ONE
    found = [f"{name} has {count} partitions instead of {share}" for name in REPLICAS
             if (count := partitions_of(logs[name])) != share]
    judged = {event.probe for event in journal.results()
              if seconds_since_epoch(event.slot) >= since}
    return found + [f"no new result of {probe}" for probe in probes if probe not in judged]
