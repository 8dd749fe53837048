"""How far a group has come."""

PATIENCE_SECONDS = 60.0


def position_of(bootstrap: str, group: str, topic: str, partition: int) -> int:
    """The next offset that the group will process; negative if it has processed nothing."""
    # Here: only who reads in Python needs the package.
    from confluent_kafka import Consumer, TopicPartition

    asks = Consumer({"bootstrap.servers": bootstrap, "group.id": group, "log_level": 0})
    try:
        found = asks.committed([TopicPartition(topic, partition)], PATIENCE_SECONDS)
        return int(found[0].offset)
    finally:
        asks.close()
