"""Mailsonde and brokers that want TLS, a login, and rights: who is let in, and what is said to others.

One cluster for all: a start takes seconds.
"""

import subprocess
import tempfile
import unittest
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.support.kafka import KafkaCluster, Kcat
from tests.support.kafka.committed import read_all
from tests.support.kafka.kcat import gets_tokens, librdkafka
from tests.support.kafka.rights_table import rules_of
from tests.support.kafka.settings import MISNAMED, MUTUAL, PLAIN, SASL, TLS
from tests.support.kafka.token_server import TokenServer
from tests.support.kafka.topics import config_of, set_config
from tests.support.mailhost import MailHost, wait_until
from tests.support.mailsonde import Pair, Settings, call
from tests.support.mailsonde.pair import SERVICES
from tests.support.mailsonde.program import service

PATIENCE_SECONDS = 60.0
WRONG = "not-the-password"
SCRAM = ("scram-sha-256", "scram-sha-512")
ROWS = {"creator": "topics create", "worker": "both services", "reader": "tail"}

Section = dict[str, Any]
kafka: KafkaCluster


def setUpModule() -> None:
    global kafka
    kafka = unittest.enterModuleContext(KafkaCluster(tls=True, sasl=True, accounts=list(ROWS)))


def section(listener: str, tls: Section | str | None = None, **more: Any) -> Section:
    trusted: Section = {"ca": str(kafka.security.ca)}
    return {"brokers": kafka.addresses(listener).split(","), "replication": 1,
            "tls": trusted if tls is None else tls} | more


def login(settings: Settings, mechanism: str, user: str, password: str, **more: str) -> Section:
    """At the listener with passwords, whatever these settings said before."""
    names = {"user": "client_id", "password": "client_secret"} if more else {}
    return section(SASL, sasl={
        "mechanism": mechanism, names.get("user", "user"): user,
        names.get("password", "password"): settings.secret("kafka", password)} | more)


def nobody() -> Settings:
    """A configuration that is good enough to be loaded."""
    settings = Settings()
    nowhere: Section = {"host": "127.0.0.1", "port": 1, "tls": "none"}
    settings.routes["relay"] = {"smtp": nowhere, "from": "probe@probe.test"}
    settings.mailboxes["anna"] = {
        "address": "anna@probe.test", "imap": nowhere,
        "auth": {"user": "anna", "password": settings.secret("mailbox-anna", "none")}}
    settings.probe("to-anna", "anna")
    return settings


class SecurityCase(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.secrets = {WRONG, *kafka.security.passwords.values()}

    def write(self, name: str, settings: Settings, kafka_section: Mapping[str, Any]) -> Path:
        """The configuration file."""
        file = self.folder / name / "mailsonde.yaml"
        file.parent.mkdir()
        settings.top = settings.top | {"kafka": {"replica": name, **kafka_section}}
        settings.write(file)
        return file

    def logged_in(self, name: str, mechanism: str, password: str,
                  user: str | None = None) -> Path:
        settings = nobody()
        return self.write(name, settings, login(
            settings, mechanism, user or kafka.security.user, password))

    def told(self, done: "subprocess.CompletedProcess[str]", code: int) -> str:
        """What a program said that has ended with `code` and betrayed nothing."""
        words = done.stdout + done.stderr
        self.assertEqual(done.returncode, code, words)
        self.assertEqual([secret for secret in self.secrets if secret in words], [])
        return words

    def verified(self, file: Path) -> None:
        self.told(call(file, "topics", "verify"), 0)

    def refused(self, files: Mapping[str, tuple[Path, str]]) -> None:
        """`topics verify` of each fails and says why; together, for librdkafka tries for 10 s."""
        with ThreadPoolExecutor(len(files)) as together:
            asked = {name: together.submit(call, file, "topics", "verify")
                     for name, (file, _) in files.items()}
        for name, (_, why) in files.items():
            with self.subTest(name):
                self.assertRegex(self.told(asked[name].result(), 1), why)


class LoginTest(SecurityCase):
    @classmethod
    def setUpClass(cls) -> None:
        with tempfile.TemporaryDirectory() as folder:
            settings, file = nobody(), Path(folder) / "mailsonde.yaml"
            settings.top = settings.top | {"kafka": section(TLS)}
            settings.write(file)
            done = call(file, "topics", "create")
            assert done.returncode == 0, done.stderr
            # New partitions have no leader for a moment.
            wait_until(lambda: call(file, "tail").returncode == 0, PATIENCE_SECONDS, "leaders")

    def test_who_has_what_the_brokers_want_is_let_in(self) -> None:
        own = kafka.security.client
        certified = {"ca": str(kafka.security.ca), "certificate": str(own.chain),
                     "key": str(own.key)}
        for name, file in {
                "tls": self.write("tls", nobody(), section(TLS)),
                "mutual": self.write("mutual", nobody(), section(MUTUAL, certified)),
                "plain": self.logged_in("plain", "plain", kafka.security.password)}.items():
            with self.subTest(name):
                self.verified(file)
                self.told(call(file, "tail"), 0)
                self.told(call(file, "check"), 0)

    def test_refusals_say_why(self) -> None:
        strange = {"ca": str(kafka.security.strange_ca)}
        verify_failed = "refuse access: .*certificate verify failed.*; its certificate: "
        self.refused({
            "authority": (self.write("authority", nobody(), section(TLS, strange)),
                          verify_failed + "unable to get .* issuer certificate; kafka.tls.ca"),
            "name": (self.write("name", nobody(), section(MISNAMED, strange)),
                     verify_failed + ".*mismatch: it is not for the name"),
            "clear to TLS": (self.write("clear", nobody(), section(TLS, "off")),
                             "reached: .*does this port want TLS?"),
            "TLS to clear": (self.write("tls", nobody(), section(PLAIN)),
                             "SSL_HANDSHAKE.*does this port speak TLS?"),
            "no certificate": (self.write("mutual", nobody(), section(MUTUAL)),
                               "SSL alert.*may want kafka.tls.certificate"),
            "no login": (self.write("anonymous", nobody(), section(SASL)), "reached: .*Disconnected"),
            "password": (self.logged_in("plain", "plain", WRONG),
                         "refuse access: .*Invalid username or password"),
        })

    def test_services_and_readers_say_it_too(self) -> None:
        file = self.logged_in("plain", "plain", WRONG)
        commands = [service(name, file) for name in SERVICES]
        with ThreadPoolExecutor(len(commands) + 1) as together:
            reading = together.submit(call, file, "tail")
            ended = list(together.map(lambda command: subprocess.run(
                command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False),
                commands))
        for done in (reading.result(), *ended):
            self.assertRegex(self.told(done, 1), "refuse access: .*Invalid username or password")

    def test_scram_needs_librdkafka_2_6_1(self) -> None:
        right = {name: self.logged_in(name, name, kafka.security.password) for name in SCRAM}
        wrong = {name: self.logged_in(f"{name}-wrong", name, WRONG) for name in SCRAM}
        why = "refuse access: .*invalid credentials.*"
        if librdkafka() >= (2, 6, 1):
            for file in right.values():
                self.verified(file)
            self.refused({name: (file, why) for name, file in wrong.items()})
        else:
            why += "can't log in to Kafka 4 with SCRAM, whatever the password is"
            self.refused({name: (file, why) for name, file in (right | wrong).items()})

    def test_tokens_need_a_librdkafka_that_gets_them(self) -> None:
        with TokenServer(kafka.security.user) as tokens:
            self.secrets.add(tokens.client_secret)
            files = {}
            for name, secret in {"right": tokens.client_secret, "wrong": WRONG}.items():
                settings = nobody()
                files[name] = self.write(name, settings, login(
                    settings, "oauthbearer", tokens.client_id, secret, token_url=tokens.url,
                    scope="kafka mail"))
            if gets_tokens():
                self.verified(files["right"])
                self.assertEqual(set(tokens.scopes), {"kafka mail"})
                self.refused({"secret": (files["wrong"], "refuse access: .*invalid_client")})
            else:
                why = "librdkafka .* is built without libcurl"
                self.refused({"library": (files["right"], why)})
                done = subprocess.run(service("sender", files["right"]), capture_output=True,
                                      text=True, timeout=PATIENCE_SECONDS, check=False)
                self.assertRegex(self.told(done, 1), why)


class RightsTest(SecurityCase):
    """Of the table in docs/kafka.md: each row is an account here."""

    PREFIX = "guarded"

    def setUp(self) -> None:
        super().setUp()
        for account, who in ROWS.items():
            kafka.allow(account, rules_of(who, self.PREFIX))
        self.host = self.enterContext(MailHost())
        for user in ("probe", "anna"):
            self.host.add_user(user)

    def settings(self) -> Settings:
        settings = Settings()
        settings.route("relay", self.host, "probe")
        settings.mailbox("anna", self.host)
        settings.probe("to-anna", "anna")
        settings.top = settings.top | {"topics": {"prefix": self.PREFIX}}
        return settings

    def account(self, name: str) -> tuple[Settings, Section]:
        settings = self.settings()
        return settings, login(settings, "plain", name, kafka.security.passwords[name])

    def denied(self, *commands: "subprocess.CompletedProcess[str]") -> None:
        for done in commands:
            self.assertRegex(self.told(done, 1), "refuse access: .*[Aa]uthorization failed")

    def test_the_table_is_enough_and_keeps_others_out(self) -> None:
        creator = self.write("creator", *self.account("creator"))
        reader = self.write("reader", *self.account("reader"))
        topic = f"{self.PREFIX}.result.v1"
        self.denied(call(reader, "topics", "create"))
        self.told(call(creator, "topics", "create"), 0)
        kept = config_of(kafka.bootstrap, topic)["retention.ms"]
        set_config(kafka.bootstrap, topic, {"retention.ms": str(1000 * 60)})
        self.told(call(creator, "topics", "create"), 0)
        self.assertEqual(config_of(kafka.bootstrap, topic)["retention.ms"], kept)
        with Pair(*self.account("worker"), create=False) as pair:
            pair.wait_ready()
            wait_until(lambda: read_all(kafka.bootstrap, [topic]), PATIENCE_SECONDS, "a result")
            result = pair.wait_results("to-anna", outcome="delivered")[0]
            self.assertNotRegex(pair.all_logs(), "refuse access")
        self.told(call(reader, "topics", "verify"), 0)
        self.assertIn(result.id, self.told(call(reader, "tail", "--json"), 0))
        self.told(call(reader, "reap", "--dry-run"), 0)
        self.denied(call(creator, "tail"))
        writing = Kcat(kafka.properties["PLAIN"] | {
            "sasl.username": "reader", "sasl.password": kafka.security.passwords["reader"]})
        self.assertIn("uthorization failed", writing.produce(topic, ["anna:forged"]).stderr)
        self.assertEqual([one.key for one in read_all(kafka.bootstrap, [topic])], ["anna"])


if __name__ == "__main__":
    unittest.main()
