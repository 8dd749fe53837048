"""What a run comes to, as a table. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.support.mailsonde import Journal

from .plan import Fault

_COMMIT = re.compile(r" commit service=\w+ outcome=(?P<outcome>\w+)")
MOST_SHOWN = 20


@dataclass(frozen=True)
class Outcome:
    """`seconds_till_live` is None if that never happened; `problems` are violations."""

    wanted: int
    journal: Journal
    faults: Sequence[Fault]
    logs: Mapping[str, str]
    seconds_till_live: float | None
    problems: Sequence[str] = field(default_factory=list)

    @property
    def mails(self) -> int:
        """Sent and judged."""
        judged = {event.mail_id for event in self.journal.results()}
        return sum(event.mail_id in judged for event in self.journal.of("mail.sent"))

    @property
    def good(self) -> bool:
        return not self.problems and self.mails >= self.wanted


def table(outcome: Outcome) -> list[str]:
    """The last line says how many violations there were."""
    live = outcome.seconds_till_live
    rows = [
        ("mails", _mails(outcome.journal)),
        ("results", _counted(event.outcome for event in outcome.journal.results())),
        ("faults", _counted(f"{fault.kind} {fault.target.rstrip('-123')}"
                            for fault in outcome.faults)),
        ("commits in vain", _counted(
            found["outcome"] for log in outcome.logs.values()
            for found in _COMMIT.finditer(log)) + " (the same again is told once a minute)"),
        ("longest delay", f"{longest_delay(outcome.journal):.1f} s till a mail was seen, "
                          f"{longest_wait(outcome.journal):.1f} s till it had its result"),
        ("all live again", "never" if live is None else f"{live:.1f} s after the last fault"),
    ]
    lines = [f"{name:<16} {text}" for name, text in rows]
    lines += [f"violation: {problem}" for problem in outcome.problems[:MOST_SHOWN]]
    if len(outcome.problems) > MOST_SHOWN:
        lines.append(f"… and {len(outcome.problems) - MOST_SHOWN} more")
    if outcome.mails < outcome.wanted:
        lines.append(f"only {outcome.mails} of {outcome.wanted} mails")
    return [*lines, f"{len(outcome.problems)} violations"]


def longest_delay(journal: Journal) -> float:
    """Seconds that the checkers found, from the relay's acceptance to the mailbox."""
    return max((event.found.get("delay_ms", 0) / 1000.0 for event in journal.results()),
               default=0.0)


def longest_wait(journal: Journal) -> float:
    """Seconds from a mail's `sent` to its result."""
    sent = {event.mail_id: event.time for event in journal.of("mail.sent")}
    return max((event.time - sent[event.mail_id] for event in journal.results()
                if event.mail_id in sent), default=0.0)


def _mails(journal: Journal) -> str:
    kinds = ("scheduled", "sent", "send_unknown", "send_failed", "deferred", "gap")
    return ", ".join(f"{len(journal.of(f'mail.{kind}'))} {kind}" for kind in kinds)


def _counted(words: Iterable[str]) -> str:
    counts = sorted(Counter(words).items())
    return ", ".join(f"{count} {word}" for word, count in counts) or "none"
