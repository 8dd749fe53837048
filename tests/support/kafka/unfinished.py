"""A transaction of somebody else that stays open, as one that died leaves it."""

from types import TracebackType

PATIENCE_SECONDS = 60.0
# The longest that brokers allow: it ends when the test says so.
TIMEOUT_MS = 15 * 60 * 1000


class UnfinishedTransaction:
    """A record in each partition of a topic, which nobody will ever see; open from __enter__ on."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        # Here: only who needs it needs the package.
        from confluent_kafka import Producer

        self._topic = topic
        self._producer = Producer({
            "bootstrap.servers": bootstrap, "transactional.id": f"unfinished-{topic}",
            "transaction.timeout.ms": TIMEOUT_MS, "log_level": 0})

    def __enter__(self) -> "UnfinishedTransaction":
        self._producer.init_transactions(PATIENCE_SECONDS)
        self._producer.begin_transaction()
        partitions = self._producer.list_topics(self._topic, PATIENCE_SECONDS)
        for number in partitions.topics[self._topic].partitions:
            self._producer.produce(self._topic, b"half", b"unfinished", partition=number)
        left = self._producer.flush(PATIENCE_SECONDS)
        assert left == 0, f"{left} records did not arrive"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._producer.abort_transaction(PATIENCE_SECONDS)
