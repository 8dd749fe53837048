"""What must be true however often Mailsonde was killed or stopped. Pure: no processes, no files."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.support.mailsonde import Journal

# The same token goes out again if a crash left open whether it had gone out.
MOST_SUBMISSIONS = 2
FATES = ("mail.sent", "mail.send_failed", "mail.send_unknown")


@dataclass(frozen=True)
class Submission:
    """A test mail that the relay took. `time` is that of its RCPT TO, seconds since the epoch."""

    token: str
    time: float


@dataclass(frozen=True)
class Evidence:
    """All that is known about one installation after its last process has ended.

    `scheduled` says by token when that event was committed, by the log's clock; `left` are test
    mails that are still in a mailbox, `changes` what happened to other people's mail, `errors`
    lines of the log that want somebody. Only where mails really came too late, `late` is true.
    `doubts` says by token how often it was left open whether it had gone out; otherwise once.
    """

    journal: Journal
    scheduled: dict[str, float] = field(default_factory=dict)
    submissions: list[Submission] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    late: bool = False
    doubts: dict[str, int] = field(default_factory=dict)


def violations(evidence: Evidence) -> list[str]:
    """A line for each; empty if all is well."""
    return [*_of_events(evidence.journal), *_of_results(evidence), *_of_slots(evidence.journal),
            *_of_submissions(evidence),
            *(f"left behind: {mail}" for mail in evidence.left),
            *(f"foreign mail: {change}" for change in evidence.changes),
            *(f"logged: {line}" for line in evidence.errors),
            *(f"alert still open: {alert.data['key']}"
              for alert in evidence.journal.open_alerts())]


def _of_events(journal: Journal) -> list[str]:
    return [f"written twice: {event}"
            for event in _repeated((event.source, event.id) for event in journal.events)]


def _of_results(evidence: Evidence) -> list[str]:
    journal = evidence.journal
    results = Counter(event.mail_id for event in journal.results())
    fates = Counter(event.mail_id for kind in FATES for event in journal.of(kind))
    told = {event.mail_id for kind in ("mail.sent", "mail.send_unknown")
            for event in journal.of(kind)}
    found = [f"{count} results: {mail}" for mail, count in results.items() if count > 1]
    found += [f"{count} fates: {mail}" for mail, count in fates.items() if count > 1]
    found += [f"no result: {mail}" for mail in sorted(told - set(results))]
    found += [f"a result of a mail that nobody sent: {mail}" for mail in set(results) - told]
    wrong = journal.uncorrected() if evidence.late else [
        event for event in journal.results() if event.outcome != "delivered"]
    lost = _never_taken(evidence)
    wrong = [event for event in wrong if event.outcome == "missing" or event.mail_id not in lost]
    return found + [f"{event.outcome}, though it came: {event.mail_id}" for event in wrong]


def _never_taken(evidence: Evidence) -> set[str]:
    """Mails of which nobody knew whether they were out, and that no relay has: they can't come."""
    taken = {one.token for one in evidence.submissions}
    begun = evidence.journal.of("mail.scheduled")
    unknown = {event.mail_id for event in evidence.journal.of("mail.send_unknown")}
    return {event.mail_id for event in begun
            if event.mail_id in unknown and event.data["token"] not in taken}


def _of_slots(journal: Journal) -> list[str]:
    begun = journal.of("mail.scheduled")
    return [*(f"a slot was begun twice: {slot}" for slot in
              _repeated((event.probe, event.mailbox, event.slot) for event in begun)),
            *(f"two slots have one token: {token}" for token in
              _repeated(event.data["token"] for event in begun))]


def _of_submissions(evidence: Evidence) -> list[str]:
    count = Counter(one.token for one in evidence.submissions)
    found = [f"submitted {times} times: {token}" for token, times in count.items()
             if times > 1 + evidence.doubts.get(token, MOST_SUBMISSIONS - 1)]
    for one in evidence.submissions:
        since = evidence.scheduled.get(one.token)
        if since is None:
            found.append(f"submitted, but never scheduled: {one.token}")
        elif since > one.time:
            found.append(f"submitted {since - one.time:.3f} s before its record: {one.token}")
    return found


def _repeated(items: Iterable[object]) -> list[object]:
    return [item for item, count in Counter(items).items() if count > 1]
