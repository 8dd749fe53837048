"""Making and changing topics, which kcat cannot."""

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


def set_retention(bootstrap: str, topic: str, milliseconds: int) -> None:
    """All else that was set for this topic is gone."""
    from confluent_kafka.admin import AdminClient, ConfigResource

    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 3})
    resource = ConfigResource("topic", topic, set_config={"retention.ms": str(milliseconds)})
    admin.alter_configs([resource])[resource].result(PATIENCE_SECONDS)


def retention(bootstrap: str, topic: str) -> int:
    """In milliseconds."""
    from confluent_kafka.admin import AdminClient, ConfigResource

    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 3})
    resource = ConfigResource("topic", topic)
    return int(admin.describe_configs([resource])[resource].result(PATIENCE_SECONDS)[
        "retention.ms"].value)
