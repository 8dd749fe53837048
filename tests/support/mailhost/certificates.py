"""An own certification authority and one server certificate, made by the openssl program."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from .errors import MailHostError

NAMES = "DNS:localhost,DNS:mail.probe.test,IP:127.0.0.1,IP:127.0.0.2"


@dataclass(frozen=True)
class Certificates:
    """PEM files. A client trusts `ca`; `chain` and `key` are the server's."""

    ca: Path
    chain: Path
    key: Path


def issue(folder: Path, days: int, names: str = NAMES,
          usage: str = "serverAuth") -> Certificates:
    """Make CA, key and certificate in `folder`, which must exist.

    :param days: life of the server certificate, from now; a short one serves expiry tests.
    :param names: subjectAltName.
    :param usage: "clientAuth" makes the certificate one of a client.
    """
    ca, ca_key = folder / "ca.pem", folder / "ca.key"
    chain, key = folder / "server.pem", folder / "server.key"
    # P-256 instead of RSA: a key takes 10 ms, not up to half a second.
    new_key = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
               "ec_paramgen_curve:P-256", "-nodes", "-sha256"]
    _run([*new_key, "-keyout", str(ca_key), "-out", str(ca), "-days", "3650",
          "-subj", "/CN=mailhost test CA",
          "-addext", "keyUsage=critical,keyCertSign,cRLSign"])
    _run([*new_key, "-CA", str(ca), "-CAkey", str(ca_key),
          "-keyout", str(key), "-out", str(chain), "-days", str(days),
          "-subj", "/CN=mail.probe.test",
          "-addext", f"subjectAltName={names}",
          "-addext", "basicConstraints=critical,CA:FALSE",
          "-addext", f"extendedKeyUsage={usage}"])
    key.chmod(0o600)
    ca_key.unlink()
    return Certificates(ca=ca, chain=chain, key=key)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise MailHostError(f"{' '.join(command[:2])} failed: {done.stderr.strip()}")
