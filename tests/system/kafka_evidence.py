"""What the pair left on Kafka, as events: read by another client than ours."""

import json
from collections.abc import Iterable, Sequence

from tests.support.kafka.committed import Record, read_all
from tests.support.mailsonde import Event, Journal, event_of
from tests.system.installation import Installation
from tests.system.invariants import Evidence

PREFIX = "mailsonde"
_ATTRIBUTE = "ce_"


def event_topics(prefix: str) -> list[str]:
    return [f"{prefix}.{name}.v1" for name in ("mail", "result", "alert")]


EVENT_TOPICS = event_topics(PREFIX)


def events_of(records: Iterable[Record]) -> list[Event]:
    """CloudEvents in Kafka's binary mode: attributes are headers, the value is the data."""
    return [event_of({name.removeprefix(_ATTRIBUTE): text for name, text in one.headers.items()},
                     json.loads(one.value)) for one in records if one.value is not None]


def times_of_scheduled(records: Iterable[Record]) -> dict[str, float]:
    """By token: when the event was written."""
    return {json.loads(one.value)["token"]: one.time for one in records
            if one.value is not None and one.headers["ce_type"] == "io.mailsonde.mail.scheduled.v1"}


def evidence_on_kafka(place: Installation, bootstrap: str, prefix: str = PREFIX,
                      errors: Sequence[str] = (), late: bool = False) -> Evidence:
    """Once nothing runs any more but the brokers and the mail host; see Evidence."""
    records = read_all(bootstrap, event_topics(prefix))
    return place.evidence_of(Journal(events_of(records)), times_of_scheduled(records), errors, late)
