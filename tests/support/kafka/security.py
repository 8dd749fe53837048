"""Listeners with TLS and passwords: what the brokers and the clients of each are told."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.mailhost.certificates import Certificates, issue

from .settings import AUTHORIZER, MISNAMED, MUTUAL, SASL, TLS

SCRAM = ("SCRAM-SHA-256", "SCRAM-SHA-512")
OAUTH = "OAUTHBEARER"
MODULES = "org.apache.kafka.common.security"
LIFE_DAYS = 30
# The subject of all certificates here.
CERTIFIED = "User:CN=mail.probe.test"


@dataclass
class Security:
    """One test authority and one user, whose password holds for PLAIN and both kinds of SCRAM.

    OAUTHBEARER takes unsigned tokens with any "sub": its validator is for tests, as Kafka says.
    `accounts` are further users, of PLAIN, who may only do what rules say; the others everything.
    """

    folder: Path
    tls: bool
    sasl: bool
    accounts: Sequence[str] = ()
    user: str = "probe"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    def __post_init__(self) -> None:
        self._certificates: dict[str, Certificates] = {}
        self.passwords = {self.user: self.password} | {
            account: secrets.token_urlsafe(12) for account in self.accounts}
        if not self.listeners:
            return
        self.folder.mkdir()
        self._issue(TLS)
        if self.tls:
            self._issue(MISNAMED, names="DNS:another.probe.test")
            self._issue(MUTUAL, usage="clientAuth")

    def _issue(self, name: str, **what: str) -> None:
        folder = self.folder / name
        folder.mkdir()
        made = self._certificates[name] = issue(folder, LIFE_DAYS, **what)
        # Kafka wants key and certificate in one file.
        self._store(name).touch(mode=0o600)
        self._store(name).write_text(made.key.read_text() + made.chain.read_text())

    @property
    def listeners(self) -> list[str]:
        return [TLS, MUTUAL, MISNAMED] * self.tls + [SASL] * self.sasl

    @property
    def ca(self) -> Path | None:
        """The authority's certificate (PEM); None without TLS."""
        return self._certificates[TLS].ca if self._certificates else None

    @property
    def strange_ca(self) -> Path:
        """That of MISNAMED: the only one that has issued what it shows."""
        return self._certificates[MISNAMED].ca

    @property
    def client(self) -> Certificates:
        """What MUTUAL demands."""
        return self._certificates[MUTUAL]

    def _store(self, name: str) -> Path:
        return self.folder / name / "store.pem"

    def broker_properties(self) -> dict[str, str]:
        """Lines of server.properties."""
        if not self.listeners:
            return {}
        properties = {"ssl.keystore.type": "PEM", "ssl.keystore.location": str(self._store(TLS))}
        if self.tls:
            mutual, misnamed = (f"listener.name.{name.lower()}.ssl" for name in (MUTUAL, MISNAMED))
            properties |= {
                f"{mutual}.client.auth": "required",
                f"{mutual}.truststore.type": "PEM",
                f"{mutual}.truststore.location": str(self.client.ca),
                f"{misnamed}.keystore.type": "PEM",
                f"{misnamed}.keystore.location": str(self._store(MISNAMED))}
        if self.sasl:
            known = " ".join(f'user_{name}="{word}"' for name, word in self.passwords.items())
            logins = {"PLAIN": f"{MODULES}.plain.PlainLoginModule required {known};",
                      OAUTH: f"{MODULES}.oauthbearer.OAuthBearerLoginModule required;"}
            logins |= {kind: f"{MODULES}.scram.ScramLoginModule required;" for kind in SCRAM}
            prefix = f"listener.name.{SASL.lower()}"
            properties[f"{prefix}.sasl.enabled.mechanisms"] = ",".join(logins)
            for mechanism, login in logins.items():
                properties[f"{prefix}.{mechanism.lower()}.sasl.jaas.config"] = login
        if self.accounts:
            trusted = ("User:ANONYMOUS", f"User:{self.user}", CERTIFIED)
            properties |= AUTHORIZER | {"super.users": ";".join(trusted)}
        return properties

    def format_words(self) -> list[str]:
        """SCRAM passwords are no setting but data: the first records of the cluster."""
        if not self.sasl:
            return []
        return [word for kind in SCRAM for word in
                ("--add-scram", f"{kind}=[name={self.user},password={self.password}]")]

    def clients(self) -> dict[str, dict[str, str]]:
        """librdkafka's properties, bootstrap.servers excepted, by TLS or the SASL mechanism."""
        found: dict[str, dict[str, str]] = {}
        if self.tls:
            found[TLS] = {"security.protocol": TLS, "ssl.ca.location": str(self.ca)}
        if self.sasl:
            common = {"security.protocol": SASL, "ssl.ca.location": str(self.ca)}
            for mechanism in ("PLAIN", *SCRAM):
                found[mechanism] = common | {
                    "sasl.mechanism": mechanism,
                    "sasl.username": self.user, "sasl.password": self.password}
            found[OAUTH] = common | {
                "sasl.mechanism": OAUTH, "enable.sasl.oauthbearer.unsecure.jwt": "true",
                "sasl.oauthbearer.config": f"principal={self.user}"}
        return found
