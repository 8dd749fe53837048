"""Whether each probe showed what the demo promised, and nothing else. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tests.support.mailsonde import Journal

from .board import delay_of
from .shows import Show

# A gap is no statement about mail: the machine was too busy to begin one in time.
NOT_PLANNED = ("mail.deferred", "mail.send_failed", "mail.send_unknown", "late")


@dataclass(frozen=True)
class Verdict:
    """`problems` is empty if all was as promised."""

    show: Show
    mails: int
    median_delay: float | None
    problems: tuple[str, ...]

    def line(self) -> str:
        delay = "" if self.median_delay is None else f", median {self.median_delay:.2f} s"
        words = "as expected" if not self.problems else "; ".join(self.problems)
        mails = "1 mail" if self.mails == 1 else f"{self.mails} mails"
        return f"{self.show.name:<10} {words:<12} {mails}{delay}"


def judge(show: Show, journal: Journal) -> Verdict:
    results = journal.results(show.name)
    delays = [delay for delay in map(delay_of, results) if delay is not None]
    return Verdict(show, len(results), median(delays) if delays else None,
                   tuple(_problems(show, journal)))


def _problems(show: Show, journal: Journal) -> list[str]:
    outcomes = {result.outcome for result in journal.results(show.name)}
    problems = [] if outcomes else ["no result"]
    problems += [f"outcome {outcome}" for outcome in sorted(outcomes - {show.outcome})]
    raised = {alert.data["rule"] for alert in journal.alerts(probe=show.name)}
    problems += [f"no alert {rule}" for rule in sorted(show.alerts - raised)]
    problems += [f"alert {rule}" for rule in sorted(raised - show.alerts - show.tolerated)]
    problems += [kind for kind in NOT_PLANNED if journal.of(kind, show.name)]
    return problems


def last_line(verdicts: Sequence[Verdict]) -> str:
    wrong = sum(1 for verdict in verdicts if verdict.problems)
    return f"{len(verdicts) - wrong} as expected, {wrong} otherwise"
