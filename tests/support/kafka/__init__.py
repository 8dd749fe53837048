"""A real Apache Kafka on free loopback ports, gone without a trace at the end.

    with KafkaCluster(brokers=3) as kafka:
        kafka.create_topic("probes", partitions=6)
        ... kafka.bootstrap ...
        kafka.kill(1)

`python3 -m tests.support.kafka` does the same for tests in C++ and for people (__main__.py).
"""

from .cluster import KafkaCluster
from .errors import KafkaError
from .kcat import Kcat

__all__ = ["KafkaCluster", "KafkaError", "Kcat"]
