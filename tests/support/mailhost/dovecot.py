"""Private Dovecots over one mail store.

Two instances share mails and accounts: `store` takes mail in by LMTP (with Sieve) and checks
passwords for Postfix, `imap` lets people read. So IMAP can go down while mail still arrives.

Ten connections per user and address are allowed, as in a fresh installation, or fewer for the
monitor. A wrong password costs two seconds there, and its address a growing penalty (up to 15 s)
at each later login; here only if asked for, since tests with wrong passwords would slow down all
others.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from .certificates import Certificates
from .deadline import wait_until
from .errors import MailHostError
from .ports import LOOPBACK, answers
from .process import Daemon, Guardian
from .workspace import MAIL_USER, Workspace

PROGRAM = Path("/usr/sbin/dovecot")
START_SECONDS = 15.0

# One passwd-file per user (%u in the path): a new user is known at once. Dovecot looks at the
# time stamp of a file that it has read before only once per second.
COMMON_CONF = """\
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = {name}
log_path = {root}/log/{name}.log
log_timestamp = "%Y-%m-%dT%H:%M:%S%z "
auth_verbose = yes
auth_mechanisms = plain login
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_fsync = never
ssl = required
ssl_cert = <{chain}
ssl_key = <{key}
ssl_min_protocol = TLSv1.2
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {root}/users/%u
}}
userdb {{
  driver = static
  args = uid={user} gid={user} home={root}/homes/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
  mailbox Trash {{
    auto = create
    special_use = \\Trash
  }}
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
"""

STORE_CONF = """\
protocols = lmtp
postmaster_address = postmaster@probe.test
hostname = mail.probe.test
recipient_delimiter = +
service lmtp {{
  unix_listener lmtp {{
    mode = 0660
    user = postfix
  }}
}}
service auth {{
  unix_listener sasl {{
    mode = 0660
    user = postfix
  }}
}}
protocol lmtp {{
  mail_plugins = sieve
}}
plugin {{
  sieve = file:~/sieve;active=~/.dovecot.sieve
  sieve_before = {folder}/spam.sieve
}}
"""

IMAP_CONF = """\
protocols = imap
listen = {host}
remote {host} {{
  mail_max_userip_connections = {connections}
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""

NO_PENALTY_CONF = """\
auth_failure_delay = 0 secs
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
"""

# What a spam filter in front of the store says, and what the store does then.
SPAM_SIEVE = """\
require "fileinto";
if header :contains "X-Spam-Flag" "YES" { fileinto "Junk"; stop; }
"""


@dataclass(frozen=True)
class ImapPorts:
    """TCP ports on 127.0.0.1: implicit TLS, and STARTTLS."""

    imaps: int
    imap: int


class Dovecot:
    """Configuration and process of one instance."""

    def __init__(self, name: str, folder: Path, workspace: Workspace, guardian: Guardian,
                 auth_penalty: bool) -> None:
        self.name = name
        self.folder = folder
        self.config = folder / "dovecot.conf"
        self._workspace = workspace
        self._guardian = guardian
        self._auth_penalty = auth_penalty
        self._daemon: Daemon | None = None

    def write(self, certificates: Certificates, special: str) -> None:
        self.config.write_text(COMMON_CONF.format(
            root=self._workspace.root, folder=self.folder, name=self.name, user=MAIL_USER,
            chain=certificates.chain, key=certificates.key)
            + special + ("" if self._auth_penalty else NO_PENALTY_CONF))

    def start(self) -> None:
        self._daemon = Daemon(f"dovecot {self.name}", [str(PROGRAM), "-F", "-c", str(self.config)],
                              self._workspace.log / f"{self.name}.out", self._guardian)

    def running(self) -> bool:
        return self._daemon is not None and self._daemon.running()

    def stop(self) -> None:
        if self._daemon is not None:
            self._daemon.stop()
            self._daemon = None


class StoreServer(Dovecot):
    """LMTP and the password check, both on UNIX sockets."""

    def configure(self, certificates: Certificates) -> None:
        require_dovecot()
        self.write(certificates, STORE_CONF.format(folder=self.folder))
        script = self.folder / "spam.sieve"
        script.write_text(SPAM_SIEVE)
        # Compiled now, by root: the mail user may not write beside the configuration.
        self.compile(script, script.with_suffix(".svbin"))

    def await_ready(self) -> None:
        sockets = (self._workspace.lmtp_socket, self._workspace.auth_socket)
        wait_until(lambda: self.running() and all(path.exists() for path in sockets),
                   START_SECONDS, "sockets of the mail store")

    def compile(self, script: Path, binary: Path) -> None:
        """Compile a Sieve script; MailHostError with the compiler's words if it is wrong."""
        done = subprocess.run(["sievec", "-c", str(self.config), str(script), str(binary)],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise MailHostError(f"sievec: {done.stderr.strip()}")
        binary.chmod(0o644)


class ImapServer(Dovecot):
    """What a person's mail program and the monitor talk to."""

    ports: ImapPorts

    def configure(self, certificates: Certificates, ports: ImapPorts, connections: int) -> None:
        """:param connections: that a user may have at a time from the monitor's address."""
        self.ports = ports
        self.write(certificates, IMAP_CONF.format(
            host=LOOPBACK, port=ports.imap, tls_port=ports.imaps, connections=connections))

    def await_ready(self) -> None:
        wait_until(lambda: self.running() and answers(self.ports.imap, b"* OK"),
                   START_SECONDS, "greeting of Dovecot")


def require_dovecot() -> None:
    """The configuration above is that of Dovecot 2.3; 2.4 renamed half of it."""
    if not PROGRAM.exists():
        raise MailHostError("Dovecot is not installed: run scripts/setup test")
    version = subprocess.run([str(PROGRAM), "--version"], capture_output=True, text=True,
                             check=True).stdout.strip()
    if not version.startswith("2.3."):
        raise MailHostError(f"the test mail host needs Dovecot 2.3, found {version}")
