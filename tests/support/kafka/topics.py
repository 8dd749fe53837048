"""Making and changing topics, which kcat cannot."""

from collections.abc import Mapping

from tests.support.mailhost.deadline import wait_until

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


def set_config(bootstrap: str, topic: str, config: Mapping[str, str]) -> None:
    """All else that was set for this topic is gone. Returns once the broker has heard of it."""
    from confluent_kafka.admin import AdminClient, ConfigResource

    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 3})
    resource = ConfigResource("topic", topic, set_config=dict(config))
    admin.alter_configs([resource])[resource].result(PATIENCE_SECONDS)
    wait_until(lambda: config.items() <= config_of(bootstrap, topic).items(), PATIENCE_SECONDS,
               f"the settings of {topic}", 0.05)


def config_of(bootstrap: str, topic: str) -> dict[str, str]:
    """What is in force, defaults of the cluster included."""
    from confluent_kafka.admin import AdminClient, ConfigResource

    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 3})
    resource = ConfigResource("topic", topic)
    found = admin.describe_configs([resource])[resource].result(PATIENCE_SECONDS)
    return {name: entry.value for name, entry in found.items()}


def layout_of(bootstrap: str, topic: str) -> list[int]:
    """How many replicas each partition has."""
    from confluent_kafka.admin import AdminClient

    found = AdminClient({"bootstrap.servers": bootstrap, "log_level": 3}).list_topics(topic)
    return [len(one.replicas) for one in found.topics[topic].partitions.values()]
