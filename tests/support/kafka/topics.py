"""Making topics, which kcat cannot."""

from collections.abc import Mapping

from .errors import KafkaError

PATIENCE_SECONDS = 60.0


def create_topic(bootstrap: str, name: str, partitions: int, replicas: int,
                 config: Mapping[str, str]) -> None:
    """Returns when a controller has it; brokers hear of it a moment later."""
    # Here: only who makes topics in Python needs the package.
    from confluent_kafka import KafkaException
    from confluent_kafka.admin import AdminClient, NewTopic

    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 3})
    topic = NewTopic(name, partitions, replicas, config=dict(config))
    made = admin.create_topics([topic], operation_timeout=PATIENCE_SECONDS,
                               request_timeout=PATIENCE_SECONDS)[name]
    try:
        made.result(PATIENCE_SECONDS)
    except KafkaException as error:
        raise KafkaError(f"cannot make topic {name}: {error}") from error
