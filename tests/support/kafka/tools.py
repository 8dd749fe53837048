"""Kafka's own programs in Java, for what others cannot: SCRAM, forgetting a group, rights.

librdkafka before 2.6.1 repeats its nonce in SCRAM's last message, and Kafka since 4.0 refuses this
as RFC 5802, section 5.1 demands.
"""

import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .errors import KafkaError
from .jars import java
from .kcat import PATIENCE_SECONDS
from .settings import properties_file


def java_properties(properties: Mapping[str, str]) -> dict[str, str]:
    """What Kafka's client in Java calls them.

    :param properties: those of librdkafka for SCRAM or PLAIN.
    """
    kind = properties["sasl.mechanism"].split("-")[0]
    module = "scram.ScramLoginModule" if kind == "SCRAM" else "plain.PlainLoginModule"
    return {
        "security.protocol": properties["security.protocol"],
        "sasl.mechanism": properties["sasl.mechanism"],
        "sasl.jaas.config": f"org.apache.kafka.common.security.{module} required "
                            f'username="{properties["sasl.username"]}" '
                            f'password="{properties["sasl.password"]}";',
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": properties["ssl.ca.location"],
    }


def list_topics(properties: Mapping[str, str],
                folder: Path) -> "subprocess.CompletedProcess[str]":
    """Runs kafka-topics.sh --list in a JVM of its own, for a second or two.

    :param properties: those of librdkafka for SCRAM or PLAIN.
    :param folder: for its settings.
    """
    settings = folder / "client.properties"
    settings.write_text(properties_file(java_properties(properties)))
    return _run(folder, "TopicCommand", "--list",
                "--bootstrap-server", properties["bootstrap.servers"],
                "--command-config", str(settings))


def delete_group(bootstrap: str, name: str, folder: Path) -> None:
    """Its positions, too. Nobody may be in it.

    :param folder: for the JVM's own files.
    """
    done = _run(folder, "consumer.group.ConsumerGroupCommand", "--bootstrap-server", bootstrap,
                "--delete", "--group", name)
    # It ends with 0 also if it could not.
    if "was successful" not in done.stdout:
        raise KafkaError(f"cannot delete group {name}: {done.stdout}{done.stderr}")


@dataclass(frozen=True)
class Rule:
    """Operations on one kind of resource, as kafka-acls.sh calls them: "Read"; "topic", "group"."""

    resource: str
    names: tuple[str, ...]
    operations: tuple[str, ...]
    prefixed: bool = False  # the names are how those of the resources begin


def allow(bootstrap: str, principal: str, rules: Sequence[Rule], folder: Path) -> None:
    """kafka-acls.sh --add, a JVM for each rule, at the same time.

    :param folder: for the JVM's own files.
    """
    def one(rule: Rule) -> "subprocess.CompletedProcess[str]":
        words = [word for name in rule.names for word in (f"--{rule.resource}", name)]
        words += [word for name in rule.operations for word in ("--operation", name)]
        return _run(folder, "AclCommand", "--bootstrap-server", bootstrap, "--add",
                    "--allow-principal", principal, "--resource-pattern-type",
                    "prefixed" if rule.prefixed else "literal", *words)
    with ThreadPoolExecutor() as together:
        for done in together.map(one, rules):
            if done.returncode != 0:
                raise KafkaError(f"cannot allow {principal}: {done.stdout}{done.stderr}")


def _run(folder: Path, tool: str, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(java(folder, [], f"org.apache.kafka.tools.{tool}", *words),
                          capture_output=True, text=True, timeout=2 * PATIENCE_SECONDS,
                          check=False)
