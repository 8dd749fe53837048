"""What Mailsonde said, as events that tests and the demo can ask about. Pure: no processes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_PREFIX, _VERSION = "io.mailsonde.", ".v1"
_ENDS_OF_SENDING = ("mail.sent", "mail.send_failed", "mail.send_unknown")
_ON_THEIR_WAY = ("mail.sent", "mail.send_unknown")


@dataclass(frozen=True)
class Event:
    """One event; `kind` is its type without prefix and version, such as "mail.sent".

    `data` and the rest are described in docs/events.md.
    """

    kind: str
    id: str
    source: str
    subject: str
    time: float  # seconds since the epoch
    data: dict[str, Any]

    @property
    def mail_id(self) -> str:
        return str(self.data.get("mail", {}).get("mail_id", ""))

    @property
    def probe(self) -> str:
        return str(self.data.get("mail", self.data).get("probe", ""))

    @property
    def mailbox(self) -> str:
        return str(self.data.get("mail", self.data).get("mailbox", ""))

    @property
    def slot(self) -> str:
        return str(self.data.get("mail", {}).get("slot", ""))

    @property
    def outcome(self) -> str:
        return str(self.data.get("outcome", ""))

    @property
    def phase(self) -> str:
        return str(self.data.get("phase", ""))

    @property
    def found(self) -> dict[str, Any]:
        """Where and when it was seen; empty if it was not."""
        return self.data.get("found") or {}


def seconds_since_epoch(rfc3339: str) -> float:
    return datetime.fromisoformat(rfc3339).timestamp()


def parse_event(line: str) -> Event:
    """One line of `mailsonde tail --json`; ValueError or KeyError if it is no CloudEvent."""
    whole = json.loads(line)
    return event_of(whole, whole["data"])


def event_of(attributes: Mapping[str, Any], data: dict[str, Any]) -> Event:
    """From the attributes of a CloudEvent and its data; ValueError or KeyError if it is not ours."""
    kind = str(attributes["type"])
    if not kind.startswith(_PREFIX) or not kind.endswith(_VERSION):
        raise ValueError(f"unknown type of event: {kind}")
    return Event(kind=kind.removeprefix(_PREFIX).removesuffix(_VERSION), id=str(attributes["id"]),
                 source=str(attributes["source"]), subject=str(attributes["subject"]),
                 time=seconds_since_epoch(attributes["time"]), data=data)


class Journal:
    """The events of one installation, in the order in which they were read."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.events = list(events)

    def of(self, kind: str, probe: str | None = None) -> list[Event]:
        return [event for event in self.events
                if event.kind == kind and probe in (None, event.probe)]

    def results(self, probe: str | None = None, outcome: str | None = None) -> list[Event]:
        return [event for event in self.of("result", probe) if outcome in (None, event.outcome)]

    def alerts(self, rule: str | None = None, probe: str | None = None,
               phase: str | None = None) -> list[Event]:
        return [event for event in self.of("alert", probe)
                if rule in (None, event.data["rule"]) and phase in (None, event.phase)]

    def open_alerts(self, probe: str | None = None) -> list[Event]:
        """The newest event of each alert that is not closed."""
        newest = {event.data["key"]: event for event in self.alerts(probe=probe)}
        return [event for event in newest.values() if event.phase != "closed"]

    def uncorrected(self) -> list[Event]:
        """Results `missing` and `undetermined` that no `late` event has corrected yet."""
        late = {event.mail_id for event in self.of("late")}
        return [event for event in self.results()
                if event.outcome in ("missing", "undetermined") and event.mail_id not in late]

    def folders_found(self, mailbox: str) -> set[str]:
        """Folders in which test mails were seen, and from which they were therefore deleted."""
        return {str(event.found["folder"]) for event in self.events
                if event.kind in ("result", "late") and event.found
                and event.mailbox == mailbox}

    def in_flight(self) -> set[str]:
        """Mails that are neither refused nor judged."""
        begun = {event.mail_id for event in self.of("mail.scheduled")}
        ended = {event.mail_id for kind in _ENDS_OF_SENDING for event in self.of(kind)}
        sent = {event.mail_id for kind in _ON_THEIR_WAY for event in self.of(kind)}
        judged = {event.mail_id for event in self.results()}
        return (begun - ended) | (sent - judged)

    def newest_begin(self) -> float:
        """When the last mail was begun, in seconds since the epoch; 0 if none was."""
        return max((event.time for event in self.of("mail.scheduled")), default=0.0)
