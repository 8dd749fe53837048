"""Some brokers that make a cluster: starting, chaos, end."""

import base64
import secrets
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from tests.support.mailhost.deadline import wait_until
from tests.support.mailhost.ports import PortReservation, refuses
from tests.support.mailhost.process import Guardian
from tests.support.mailhost.workspace import quick_parent

from .broker import Broker
from .errors import KafkaError
from .kcat import PATIENCE_SECONDS, Kcat
from .security import Security
from .settings import CONTROLLER, PLAIN, RIGHTS, Member, broker_properties, in_sync
from .tools import Rule, allow, delete_group
from .topics import create_topic


class KafkaCluster:
    """Ready from __enter__ on; gone without a trace at the end, even of kill -9. Brokers: 1, 2, …

    `bootstrap` is without TLS and passwords; `properties` has all ways to connect.
    """

    def __init__(self, brokers: int = 1, *, tls: bool = False, sasl: bool = False,
                 rights: bool = False, accounts: Sequence[str] = ()) -> None:
        """:param brokers: 1, or 3, of which one may be down and each record has three replicas.

        :param tls: a listener with TLS besides the one without.
        :param sasl: one with TLS and passwords besides.

        :param rights: may be taken away (ACLs).
        :param accounts: users with passwords, who only may do what they are allowed to: allow().
        """
        if (rights or accounts) and brokers > 1:
            raise KafkaError("rights need one broker alone")
        if brokers not in (1, 3):
            raise KafkaError("1 or 3 brokers: of 2, none may be down")
        self._rights = rights
        self.folder = Path(tempfile.mkdtemp(prefix="kafka-", dir=quick_parent()))
        self._guardian = Guardian(self.folder)
        self.security = Security(self.folder / "tls", tls, sasl, accounts)
        listeners = [PLAIN, CONTROLLER, *self.security.listeners]
        # Java listens with SO_REUSEADDR, so the reservations can stay while the brokers run.
        self._reservations = [{name: PortReservation() for name in listeners}
                              for _ in range(brokers)]
        self.members = [
            Member(number, {name: port.number for name, port in ports.items()})
            for number, ports in enumerate(self._reservations, 1)]
        self._brokers = {member.number: Broker(member.number, self.folder / str(member.number),
                                               self._guardian) for member in self.members}

    def __enter__(self) -> "KafkaCluster":
        try:
            self._format()
            for number in self._brokers:
                self.start(number)
            self.wait_ready()
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            print(self.last_words(), file=sys.stderr)
        self.close()

    def close(self) -> None:
        """The data is of no use to anybody, so the brokers need not say good-bye."""
        try:
            for broker in self._brokers.values():
                if broker.pid is not None:
                    broker.kill()
        finally:
            self._guardian.dismiss()
            for ports in self._reservations:
                for port in ports.values():
                    port.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def bootstrap(self) -> str:
        return self.addresses(PLAIN)

    def addresses(self, listener: str) -> str:
        """Of all brokers, whether up or not: "host:port,…"."""
        return ",".join(member.address(listener) for member in self.members)

    @property
    def properties(self) -> dict[str, dict[str, str]]:
        """librdkafka's, by PLAINTEXT, SSL, or SASL mechanism: PLAIN, SCRAM-SHA-256, …"""
        ways = {PLAIN: {"security.protocol": PLAIN}, **self.security.clients()}
        return {way: {"bootstrap.servers": self.addresses(found["security.protocol"]), **found}
                for way, found in ways.items()}

    def client(self, way: str = PLAIN) -> Kcat:
        """kcat that connects in one of the ways of `properties`."""
        return Kcat(self.properties[way])

    def pid(self, number: int) -> int | None:
        """None while the broker is down."""
        return self._broker(number).pid

    def start(self, number: int, *options: str) -> None:
        """On the same ports and data as before. Returns at once: see wait_ready().

        :param options: more of Java's.
        """
        self._broker(number).start(options)

    def stop(self, number: int) -> None:
        """In good order: it hands over first."""
        self._broker(number).stop()

    def kill(self, number: int) -> None:
        """As kill -9 does; returns when it is gone."""
        self._broker(number).kill()

    def pause(self, number: int) -> None:
        """SIGSTOP: neither answers nor refuses."""
        self._broker(number).pause()

    def resume(self, number: int) -> None:
        self._broker(number).resume()

    def wait_ready(self) -> None:
        """Until each broker that runs and is not paused answers and knows all of these."""
        wait_until(self._ready, PATIENCE_SECONDS, f"Kafka in {self.folder}", 0.05)

    def create_topic(self, name: str, partitions: int = 1, **config: str | int) -> None:
        """With as many replicas as brokers, up to 3; returns when all brokers know its leaders.

        :param config: the topic's settings, with _ for each dot.
        """
        settings = {key.replace("_", "."): str(value) for key, value in config.items()}
        replicas = len(self.members)
        create_topic(self.bootstrap, name, partitions, replicas,
                     {"min.insync.replicas": str(in_sync(replicas)), **settings})

        def led(by: Kcat) -> bool:
            known = by.partitions(name)
            return len(known) == partitions and all(one["leader"] > 0 for one in known)
        wait_until(lambda: all(led(asked) for asked in self._answering()),
                   PATIENCE_SECONDS, f"leaders of {name}", 0.05)

    def allow(self, account: str, rules: Sequence[Rule]) -> None:
        """Give one of the accounts these rights, besides those that it has."""
        allow(self.bootstrap, f"User:{account}", rules, self.folder)

    def delete_group(self, name: str) -> None:
        """With its positions. Nobody may be in it."""
        delete_group(self.bootstrap, name, self.folder)

    def last_words(self) -> str:
        """Of each broker that has complained."""
        return "\n".join(f"broker {number}: {broker.last_words()}"
                         for number, broker in self._brokers.items() if broker.last_words())

    def _ready(self) -> bool:
        for number, broker in self._brokers.items():
            if broker.ended_by_itself():
                raise KafkaError(f"broker {number} ended: {broker.last_words()}")
        expected = {member.number for member in self.members
                    if self._broker(member.number).answering}
        # Once refused, librdkafka would ask again only a second later.
        if any(refuses(self.members[number - 1].ports[PLAIN]) for number in expected):
            return False
        return all(expected <= asked.brokers() for asked in self._answering())

    def _answering(self) -> list[Kcat]:
        """One client for each, so that no broker is asked about another behind its back."""
        return [Kcat({"bootstrap.servers": member.address(PLAIN)}) for member in self.members
                if self._broker(member.number).answering]

    def _format(self) -> None:
        # 16 octets in base64; of the first, so that the name never begins with "-".
        cluster = base64.urlsafe_b64encode(b"M" + secrets.token_bytes(15)).decode().rstrip("=")
        formats = {
            broker: broker.format(
                cluster,
                broker_properties(self.members, number, broker.data)
                | self.security.broker_properties() | (RIGHTS if self._rights else {}),
                self.security.format_words())
            for number, broker in self._brokers.items()}
        for broker, formatting in formats.items():
            if formatting.wait_end(PATIENCE_SECONDS, "format") != 0:
                raise KafkaError(f"cannot format: {broker.last_words()}")

    def _broker(self, number: int) -> Broker:
        if number not in self._brokers:
            raise KafkaError(f"there is no broker {number}, only {sorted(self._brokers)}")
        return self._brokers[number]
