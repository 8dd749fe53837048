"""What everybody else sees of some topics: an independent consumer that reads committed records."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import KafkaError

PATIENCE_SECONDS = 60.0
BATCH = 1000


@dataclass(frozen=True)
class Record:
    """`time` is what the record says, in seconds since the epoch."""

    topic: str
    partition: int
    offset: int
    key: str
    headers: Mapping[str, str]
    value: bytes | None
    time: float


class CommittedReader:
    """Reads topics from their beginning, each record once; brokers may come and go meanwhile."""

    def __init__(self, bootstrap: str, topics: Sequence[str]) -> None:
        # Here: only who reads in Python needs the package.
        from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

        self._consumer = Consumer({
            "bootstrap.servers": bootstrap, "group.id": "reader-of-tests",
            "isolation.level": "read_committed", "enable.auto.commit": False,
            "enable.partition.eof": True, "log_level": 0,
            # A position that is gone would be lost records, and is to be heard of.
            "auto.offset.reset": "error",
        })
        known = self._consumer.list_topics(timeout=PATIENCE_SECONDS).topics
        places = [(topic, number) for topic in topics for number in known[topic].partitions]
        self._ended = dict.fromkeys(places, False)
        self._consumer.assign([TopicPartition(*place, OFFSET_BEGINNING) for place in places])

    def __enter__(self) -> "CommittedReader":
        return self

    def __exit__(self, *error: object) -> None:
        self._consumer.close()

    def fresh(self, seconds: float = 0.0) -> list[Record]:
        """What has come since; waits so long for the first if nothing has."""
        found: list[Record] = []
        while messages := self._consumer.consume(BATCH, 0.0 if found else seconds):
            found += [record for record in map(self._take, messages) if record is not None]
        return found

    def rest(self) -> list[Record]:
        """What has come since, up to the end of each partition; for when nobody writes."""
        found: list[Record] = []
        # Only an end that is told from now on counts.
        self._ended = dict.fromkeys(self._ended, False)
        self._consumer.assign(self._positions())
        until = time.monotonic() + PATIENCE_SECONDS
        while not all(self._ended.values()):
            if time.monotonic() >= until:
                behind = [f"{topic}/{number}" for (topic, number), end in self._ended.items()
                          if not end]
                raise KafkaError(f"can't be read to the end: {', '.join(behind)}")
            found += self.fresh(0.1)
        return found

    def _positions(self) -> list[Any]:
        from confluent_kafka import OFFSET_BEGINNING

        found = self._consumer.position(self._consumer.assignment())
        for place in found:
            if place.offset < 0:  # nothing was read yet
                place.offset = OFFSET_BEGINNING
        return list(found)

    def _take(self, message: Any) -> Record | None:
        from confluent_kafka import KafkaError as Code

        place = (message.topic(), message.partition())
        if message.error() is None:
            return _record(message)
        if message.error().code() == Code._PARTITION_EOF:
            self._ended[place] = True
        elif message.error().code() == Code._AUTO_OFFSET_RESET or message.error().fatal():
            raise KafkaError(f"{place}: {message.error().str()}")
        return None  # the library tries again


def read_all(bootstrap: str, topics: Sequence[str]) -> list[Record]:
    """All that is committed there now; of each partition in order."""
    with CommittedReader(bootstrap, topics) as reader:
        return reader.rest()


def _record(message: Any) -> Record:
    headers = {name: value.decode() for name, value in message.headers() or []}
    return Record(message.topic(), message.partition(), message.offset(),
                  (message.key() or b"").decode(), headers, message.value(),
                  message.timestamp()[1] / 1000.0)
