"""What the events say about each probe at this moment. Pure."""

from dataclasses import dataclass

from tests.support.mailsonde import Event, Journal


@dataclass(frozen=True)
class Status:
    """One row: `delays` are seconds, None for a mail that did not come, oldest first."""

    probe: str
    state: str
    mails: int
    delays: tuple[float | None, ...]
    folder: str
    alerts: tuple[str, ...]

    @property
    def last_delay(self) -> float | None:
        return self.delays[-1] if self.delays else None


def status_of(journal: Journal, probe: str) -> Status:
    results = journal.results(probe)
    last = results[-1] if results else None
    return Status(
        probe=probe,
        state=last.outcome if last else _state_before(journal, probe),
        mails=len(results),
        delays=tuple(delay_of(result) for result in results),
        folder=str(last.found.get("folder", "")) if last else "",
        alerts=tuple(sorted(f"{alert.data['rule']} ({alert.data['severity']})"
                            for alert in journal.open_alerts(probe))))


def _state_before(journal: Journal, probe: str) -> str:
    """Until there is a first result."""
    own = [event for event in journal.events if event.probe == probe]
    kinds = [event.kind for event in own if event.kind.startswith("mail.")]
    return kinds[-1].removeprefix("mail.").replace("_", " ") if kinds else "starting"


def delay_of(result: Event) -> float | None:
    delay = result.found.get("delay_ms")
    return None if delay is None else delay / 1000.0
