"""One installation of the pair among several on the same brokers, and the evidence it leaves."""

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from tests.support.kafka import KafkaCluster
from tests.support.kafka.committed import read_all
from tests.support.mailhost import MailHost
from tests.support.mailsonde import Couple, Mailsonde, Pair
from tests.system.installation import Installation, Stage, errors_of
from tests.system.invariants import Evidence
from tests.system.kafka_evidence import evidence_on_kafka

SESSION_TIMEOUT = "6s"
# What is tried again: brokers let members wait after their own start and after a death.
_TRIED_AGAIN = re.compile(r" event_log_failed .*the event log is busy| commit .*outcome=(?!ok)")


class KafkaInstallation(Installation):
    """Topics and groups of its own, by their prefix."""

    def __init__(self, kafka: KafkaCluster, host: MailHost, users: list[str],
                 **probe: Any) -> None:
        super().__init__(host, users, **probe)
        self.kafka = kafka
        self.prefix = f"{users[0]}-{secrets.token_hex(3)}"
        self.settings.top["topics"] = {"prefix": self.prefix}

    @contextmanager
    def monitor(self, environment: Mapping[str, str] | None = None) -> Iterator[Mailsonde]:
        section = {"brokers": self.kafka.bootstrap.split(","), "tls": "off",
                   "replication": len(self.kafka.members), "session_timeout": SESSION_TIMEOUT}
        with Pair(self.settings, section, environment=environment) as pair:
            yield pair

    def second(self, sonde: Mailsonde) -> Couple:
        assert isinstance(sonde, Pair)
        return sonde.couple(2)

    def checker_state(self, _sonde: Mailsonde) -> dict[bytes, bytes | None]:
        return {one.key.encode(): one.value for one in
                read_all(self.kafka.bootstrap, [f"{self.prefix}.checker-state.v1"])}

    def evidence(self, sonde: Mailsonde, late: bool = False) -> Evidence:
        errors = [line for line in errors_of(sonde) if not _TRIED_AGAIN.search(line)]
        return evidence_on_kafka(self, self.kafka.bootstrap, self.prefix, errors, late)


def stage_on_kafka(kafka: KafkaCluster, host: MailHost) -> Stage:
    return partial(KafkaInstallation, kafka, host)
