"""The server.properties of a broker that is quick, small and forgets soon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.mailhost.ports import LOOPBACK

# Listeners. Brokers talk to each other on the first, controllers on the second.
PLAIN, CONTROLLER, TLS, SASL = "PLAINTEXT", "CONTROLLER", "SSL", "SASL_SSL"
# Further ones with TLS: one demands a certificate of the client, one has that of another host.
MUTUAL, MISNAMED = "MUTUAL", "MISNAMED"
PROTOCOLS = {CONTROLLER: PLAIN, MUTUAL: TLS, MISNAMED: TLS}

QUICK = {
    # Nobody waits for members, topics, or a dead broker's return longer than a test would.
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 500,
    "broker.heartbeat.interval.ms": 500,
    "broker.session.timeout.ms": 3000,
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1000,
    # A typing error in a topic's name is to be seen.
    "auto.create.topics.enable": "false",
    # Compaction and retention within seconds; the first check would be after 30 s.
    "log.initial.task.delay.ms": 500,
    "log.retention.check.interval.ms": 500,
    "log.segment.delete.delay.ms": 100,
    "log.cleaner.backoff.ms": 200,
    "log.cleaner.min.cleanable.ratio": "0.01",
    # 128 MB otherwise, a third of the heap.
    "log.cleaner.dedupe.buffer.size": 16 << 20,
}
AUTHORIZER = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer"}
# Tests may take rights away; who has none taken away may do everything. Of several controllers, none
# would be ready before the others let it vote.
RIGHTS = AUTHORIZER | {"allow.everyone.if.no.acl.found": "true"}
INTERNAL_TOPICS = ("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")
INTERNAL_PARTITIONS = 6


@dataclass(frozen=True)
class Member:
    """What all brokers of a cluster must know of one."""

    number: int
    ports: Mapping[str, int]  # by listener

    def address(self, listener: str) -> str:
        return f"{LOOPBACK}:{self.ports[listener]}"


def broker_properties(members: Sequence[Member], number: int, data: Path) -> dict[str, str]:
    """Of one broker, which is a controller, too.

    :param data: its folder, formatted or not.
    """
    own = next(member for member in members if member.number == number)
    replicas = min(len(members), 3)
    listeners = [f"{name}://{own.address(name)}" for name in own.ports]
    properties: dict[str, object] = {
        "process.roles": "broker,controller",
        "node.id": number,
        "controller.quorum.voters": ",".join(
            f"{member.number}@{member.address(CONTROLLER)}" for member in members),
        "listeners": ",".join(listeners),
        "advertised.listeners": ",".join(
            address for address in listeners if not address.startswith(CONTROLLER)),
        "listener.security.protocol.map": ",".join(
            f"{name}:{PROTOCOLS.get(name, name)}" for name in own.ports),
        "controller.listener.names": CONTROLLER,
        "inter.broker.listener.name": PLAIN,
        "log.dirs": data,
        "default.replication.factor": replicas,
        "min.insync.replicas": in_sync(replicas),
        **QUICK,
    }
    for topic in INTERNAL_TOPICS:
        properties[f"{topic}.num.partitions"] = INTERNAL_PARTITIONS
        properties[f"{topic}.replication.factor"] = replicas
        if topic != "offsets.topic":  # follows min.insync.replicas
            properties[f"{topic}.min.isr"] = in_sync(replicas)
    return {name: str(value) for name, value in properties.items()}


def in_sync(replicas: int) -> int:
    """How many of the replicas must have a record that is acknowledged."""
    return 2 if replicas == 3 else 1


def properties_file(properties: Mapping[str, str]) -> str:
    """As Java reads it; none of ours has a character that would need escaping."""
    return "".join(f"{name}={value}\n" for name, value in properties.items())
