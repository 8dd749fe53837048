"""Asking brokers with kcat, a program that knows nothing of ours."""

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

PATIENCE_SECONDS = 60.0
# A broker that starts may not answer at all: rather ask again than wait for that answer.
METADATA_SECONDS = 5


def librdkafka() -> tuple[int, ...]:
    """The version of the library that kcat uses, e.g. (2, 0, 2); Mailsonde uses the same."""
    words = _about()
    found = re.search(r"librdkafka (\d+)\.(\d+)\.(\d+)", words)
    assert found is not None, words
    return tuple(int(number) for number in found.groups())


def gets_tokens() -> bool:
    """Whether that library was built so that it asks identity providers for tokens."""
    return "oidc" in re.split(r"[=,)]", _about())


def _about() -> str:
    return subprocess.run(["kcat", "-V"], capture_output=True, text=True, check=True).stdout


class Kcat:
    """A client of some brokers."""

    def __init__(self, properties: Mapping[str, str]) -> None:
        """:param properties: librdkafka's; bootstrap.servers at least."""
        self.properties = dict(properties)

    def run(self, *words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        settings = [word for name, value in self.properties.items()
                    for word in ("-X", f"{name}={value}")]
        # -b although -X says it: kcat insists.
        return subprocess.run(
            ["kcat", "-b", self.properties["bootstrap.servers"], *settings, *words],
            input=stdin, capture_output=True, text=True, timeout=2 * PATIENCE_SECONDS, check=False)

    def metadata(self) -> dict[str, Any] | None:
        """Brokers and topics as kcat -L -J tells them; None if nobody answers now."""
        done = self.run("-L", "-J", "-m", str(METADATA_SECONDS))
        if done.returncode != 0:
            return None
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def brokers(self) -> set[int]:
        """Numbers of the brokers that the cluster has now, as far as the one asked knows."""
        return {broker["id"] for broker in (self.metadata() or {"brokers": []})["brokers"]}

    def partitions(self, topic: str) -> list[dict[str, Any]]:
        """Number, leader (-1: none) and in-sync replicas of each; none if the topic is unknown."""
        return [partition for known in (self.metadata() or {"topics": []})["topics"]
                if known["topic"] == topic for partition in known["partitions"]]

    def produce(self, topic: str, records: Sequence[str],
                patience: float = PATIENCE_SECONDS) -> "subprocess.CompletedProcess[str]":
        """Lines "key:value", acknowledged by all in-sync replicas; exit code 0 if all are."""
        return self.run("-P", "-t", topic, "-K", ":", "-X", "acks=all",
                        "-X", f"message.timeout.ms={patience * 1000:.0f}",
                        stdin="".join(f"{record}\n" for record in records))

    def consume(self, topic: str) -> list[str]:
        """All that the topic holds now, as "key:value", in the order of each partition."""
        done = self.run("-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%k:%s\n")
        done.check_returncode()
        return done.stdout.splitlines()
