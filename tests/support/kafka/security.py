"""Listeners with TLS and passwords: what the brokers and the clients of each are told."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.mailhost.certificates import Certificates, issue

from .settings import SASL, TLS

SCRAM = ("SCRAM-SHA-256", "SCRAM-SHA-512")
OAUTH = "OAUTHBEARER"
MODULES = "org.apache.kafka.common.security"
LIFE_DAYS = 30


@dataclass
class Security:
    """One test authority and one user, whose password holds for PLAIN and both kinds of SCRAM.

    OAUTHBEARER takes unsigned tokens with any "sub": its validator is for tests, as Kafka says.
    """

    folder: Path
    tls: bool
    sasl: bool
    user: str = "probe"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    def __post_init__(self) -> None:
        self._certificates: Certificates | None = None
        if self.listeners:
            self.folder.mkdir()
            made = self._certificates = issue(self.folder, LIFE_DAYS)
            # Kafka wants key and certificate in one file.
            self._store.touch(mode=0o600)
            self._store.write_text(made.key.read_text() + made.chain.read_text())

    @property
    def listeners(self) -> list[str]:
        return [TLS] * self.tls + [SASL] * self.sasl

    @property
    def ca(self) -> Path | None:
        """The authority's certificate (PEM); None without TLS."""
        return self._certificates.ca if self._certificates is not None else None

    @property
    def _store(self) -> Path:
        return self.folder / "store.pem"

    def broker_properties(self) -> dict[str, str]:
        """Lines of server.properties."""
        if not self.listeners:
            return {}
        properties = {"ssl.keystore.type": "PEM", "ssl.keystore.location": str(self._store)}
        if self.sasl:
            logins = {"PLAIN": f'{MODULES}.plain.PlainLoginModule required '
                               f'user_{self.user}="{self.password}";',
                      OAUTH: f"{MODULES}.oauthbearer.OAuthBearerLoginModule required;"}
            logins |= {kind: f"{MODULES}.scram.ScramLoginModule required;" for kind in SCRAM}
            prefix = f"listener.name.{SASL.lower()}"
            properties[f"{prefix}.sasl.enabled.mechanisms"] = ",".join(logins)
            for mechanism, login in logins.items():
                properties[f"{prefix}.{mechanism.lower()}.sasl.jaas.config"] = login
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
