"""What the stack is told to watch in tests, and what must come of it. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.support.mailsonde import Event, Journal
from tests.system.invariants import FATES


@dataclass(frozen=True)
class Promise:
    """`alert` is the rule that must be raised, "" for none that is about mail."""

    outcome: str
    alert: str = ""


PROMISES = {
    "delivered": Promise("delivered"),
    "filed": Promise("delivered"),
    "junk": Promise("junk", "misplaced"),
    "delayed": Promise("delivered", "delay"),
    "lost": Promise("missing", "missing"),
    # Beyond the demo's.
    "astray": Promise("misplaced", "misplaced"),
    "refused": Promise("", "refused"),
}
# Mails of these have to be seen where they belong, whatever happens around them.
SAFE = ("delivered", "filed")


def settings(demo: Path, every: str) -> dict[str, Any]:
    """The demo's configuration, faster, with the two probes that it lacks."""
    found: dict[str, Any] = yaml.safe_load(demo.read_text())
    # YAML 1.1, as PyYAML reads it, takes `off` for a boolean.
    found["kafka"]["tls"] = "off"
    # What waits in the relay's queue while the store is cut off comes in time all the same.
    found["defaults"] |= {"every": every, "deadline": "150s"}
    found["mailboxes"]["refused"] = found["mailboxes"]["delivered"] | {"address": "refused@demo.test"}
    found["probes"]["refused"] = {"route": "relay", "to": ["refused"]}
    found["probes"]["astray"] = {"route": "relay", "to": ["delivered"], "expect": {"folder": "Monitoring"}}
    return found


def broken(events: Iterable[Event]) -> list[str]:
    """What no fault may do, a line each: second results, second fates, wrong outcomes."""
    journal = Journal(list(events))
    results = Counter(event.mail_id for event in journal.results())
    fates = Counter(event.mail_id for kind in FATES for event in journal.of(kind))
    slots = Counter((event.probe, event.mailbox, event.slot) for event in journal.of("mail.scheduled"))
    found = [f"{count} results: {mail}" for mail, count in results.items() if count > 1]
    found += [f"{count} fates: {mail}" for mail, count in fates.items() if count > 1]
    found += [f"a slot was begun {count} times: {slot}" for slot, count in slots.items() if count > 1]
    found += [f"a result of a mail that nobody sent: {mail}" for mail in
              set(results) - {event.mail_id for kind in ("mail.sent", "mail.send_unknown")
                              for event in journal.of(kind)}]
    unknown = {event.mail_id for event in journal.of("mail.send_unknown")}
    found += [f"{event.probe}: {event.outcome} instead of {PROMISES[event.probe].outcome}: {event.mail_id}"
              for event in journal.results() if event.outcome != PROMISES[event.probe].outcome
              # Nobody knows whether the relay ever had it.
              and not (event.outcome == "undetermined" and event.mail_id in unknown)]
    return found


def judged_since(begin: float, until: float) -> Callable[[Journal], bool]:
    """Whether all mails that were begun in this time have their result or were refused, and each probe has one."""
    def answer(journal: Journal) -> bool:
        begun = [event for event in journal.of("mail.scheduled") if begin <= event.time <= until]
        out = journal.in_flight()
        return {event.probe for event in begun} == set(PROMISES) and not any(event.mail_id in out for event in begun)
    return answer
