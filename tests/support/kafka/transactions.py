"""Writing records in a transaction, which kcat cannot."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Record:
    topic: str
    key: str
    value: str | None  # None: a tombstone
    headers: dict[str, str] = field(default_factory=dict)


def write(bootstrap: str, records: Iterable[Record], *, commit: bool = True) -> None:
    """All in one transaction, which is committed or rolled back when this returns."""
    # Here: only who writes so needs the package.
    from confluent_kafka import Producer

    producer = Producer({"bootstrap.servers": bootstrap, "transactional.id": str(uuid.uuid4()),
                         "log_level": 3})
    producer.init_transactions(PATIENCE_SECONDS)
    producer.begin_transaction()
    for record in records:
        producer.produce(record.topic, record.value, record.key,
                         headers=list(record.headers.items()))
    # Also before an abort: what never came to a broker would prove nothing.
    left = producer.flush(PATIENCE_SECONDS)
    assert left == 0, f"{left} records did not come to a broker"
    if commit:
        producer.commit_transaction(PATIENCE_SECONDS)
    else:
        producer.abort_transaction(PATIENCE_SECONDS)
