"""Whether all is as before the first fault. Pure."""

import re
from collections.abc import Iterable, Mapping

from tests.support.mailsonde import Journal

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
    """What is missing, a line each: replicas with their share, and probes that get on.

    That a probe's mails are sent and judged again, in this order or not: on a slow machine, those
    that waited come first.

    :param logs: by replica.
    :param since: seconds since the epoch.
    """
    share = PARTITIONS // REPLICAS_OF_ONE
    found = [f"{name} has {count} partitions instead of {share}" for name in REPLICAS
             if (count := partitions_of(logs[name])) != share]
    for kind in ("mail.sent", "result"):
        new = {event.probe for event in journal.of(kind) if event.time >= since}
        found += [f"no new {kind} of {probe}" for probe in probes if probe not in new]
    return found
