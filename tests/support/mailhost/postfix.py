"""A private Postfix: submission with TLS and SASL, a plain MX port, no way out of this host."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .certificates import Certificates
from .deadline import wait_until
from .errors import MailHostError
from .ports import LOOPBACK, answers
from .process import Daemon, Guardian
from .workspace import Workspace, make_folder

MASTER = Path("/usr/lib/postfix/sbin/master")
START_SECONDS = 15.0

# Mail for strangers is bounced on the spot: master.cf has no smtp client at all.
MAIN_CF = """\
compatibility_level = 3.6
queue_directory = {root}/postfix/queue
data_directory = {root}/postfix/data
maillog_file = {root}/log/smtp.log
maillog_file_prefixes = {root}/log
myhostname = mail.probe.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
alias_maps =
alias_database =
notify_classes =
biff = no
enable_long_queue_ids = yes
recipient_delimiter = +
disable_dns_lookups = yes
smtpd_peername_lookup = no
virtual_mailbox_domains = {domains}
virtual_mailbox_maps =
virtual_transport = lmtp:unix:{lmtp}
local_transport = error:5.1.1 nobody lives here
relay_transport = error:5.7.1 this test host delivers nothing to other hosts
default_transport = error:5.7.1 this test host delivers nothing to other hosts
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 4s
smtpd_sasl_type = dovecot
smtpd_sasl_path = {auth}
smtpd_tls_cert_file = {chain}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
smtpd_tls_protocols = >=TLSv1.2
smtpd_tls_mandatory_protocols = >=TLSv1.2
smtpd_tls_auth_only = yes
smtpd_delay_open_until_valid_rcpt = no
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_policy_service unix:{policy}
"""

AUTHENTICATED = """\
    -o smtpd_sasl_auth_enable=yes
    -o smtpd_client_restrictions=permit_sasl_authenticated,reject
    -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
"""

MASTER_CF = """\
{host}:{smtp} inet n - n - - smtpd
{host}:{submission} inet n - n - - smtpd
    -o smtpd_tls_security_level=encrypt
{authenticated}{host}:{smtps} inet n - n - - smtpd
    -o smtpd_tls_wrappermode=yes
{authenticated}pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class SmtpPorts:
    """TCP ports on 127.0.0.1: implicit TLS, STARTTLS with AUTH, and unauthenticated as an MX."""

    smtps: int
    submission: int
    smtp: int


class Postfix:
    """Configuration, queue and process of one private Postfix."""

    def __init__(self, workspace: Workspace, ports: SmtpPorts, guardian: Guardian) -> None:
        self._workspace = workspace
        self._ports = ports
        self._guardian = guardian
        self._daemon: Daemon | None = None
        self._config = workspace.postfix / "etc"
        self._queue = workspace.postfix / "queue"

    def configure(self, certificates: Certificates, domains: tuple[str, ...]) -> None:
        if not MASTER.exists():
            raise MailHostError("Postfix is not installed: run scripts/setup test")
        make_folder(self._config, "root", 0o755)
        make_folder(self._workspace.postfix / "data", "postfix", 0o700)
        self._make_queue()
        space = self._workspace
        self._write("main.cf", MAIN_CF.format(
            root=space.root, domains=", ".join(domains), lmtp=space.lmtp_socket,
            auth=space.auth_socket, chain=certificates.chain, key=certificates.key,
            policy=space.policy_socket))
        self._write("master.cf", MASTER_CF.format(
            host=LOOPBACK, smtp=self._ports.smtp, submission=self._ports.submission,
            smtps=self._ports.smtps, authenticated=AUTHENTICATED))

    def _write(self, name: str, text: str) -> None:
        file = self._config / name
        file.write_text(text)
        # Postfix reads a file again and again while it is younger than two seconds.
        past = time.time() - 60
        os.utime(file, (past, past))

    def _make_queue(self) -> None:
        # What `postfix check` would make, without its half second of shell.
        make_folder(self._queue, "root", 0o755)
        make_folder(self._queue / "pid", "root", 0o755)
        for name in ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold",
                     "incoming", "private", "saved", "trace"):
            make_folder(self._queue / name, "postfix", 0o700)
        make_folder(self._queue / "maildrop", "postfix", 0o730, "postdrop")
        make_folder(self._queue / "public", "postfix", 0o710, "postdrop")

    def start(self) -> None:
        """Start and return; await_ready() waits for the greeting."""
        self._daemon = Daemon("postfix", [str(MASTER), "-c", str(self._config), "-s"],
                              self._workspace.log / "smtp.out", self._guardian)

    def await_ready(self) -> None:
        wait_until(lambda: self._running() and answers(self._ports.smtp, b"220 "),
                   START_SECONDS, "greeting of Postfix")

    def _running(self) -> bool:
        return self._daemon is not None and self._daemon.running()

    def stop(self) -> None:
        if self._daemon is not None:
            self._daemon.stop()
            self._daemon = None

    def held(self, queue_id: str) -> bool:
        """Whether this mail lies in the hold queue, complete."""
        return (self._queue / "hold" / queue_id).exists()

    def release(self, queue_ids: list[str]) -> None:
        """Let held mails go on; they are delivered at once."""
        self._command("postsuper", *(word for name in queue_ids for word in ("-H", name)))
        for name in queue_ids:
            self._command("postqueue", "-i", name)

    def _command(self, name: str, *arguments: str) -> None:
        program = shutil.which(name, path="/usr/sbin:/usr/bin")
        assert program is not None
        done = subprocess.run([program, "-c", str(self._config), *arguments],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise MailHostError(f"{name} {' '.join(arguments)}: {done.stderr.strip()}")
