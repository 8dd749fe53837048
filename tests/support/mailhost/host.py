"""MailHost: a whole private mail server for tests and the demo."""

import atexit
import imaplib
import smtplib
import ssl
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, cast

from . import logs, maildir
from .accounts import DOMAINS, Account, Accounts, address_of
from .certificates import issue
from .dovecot import ImapPorts, ImapServer, StoreServer
from .holds import Holds
from .mailbox import ImapSession, Mailbox, checked, quoted
from .policy import Policy, PolicyServer
from .ports import LOOPBACK, PortReservation
from .postfix import Postfix, SmtpPorts
from .process import Guardian
from .relay import Relay
from .workspace import Workspace

Answer = tuple[str, list[Any]]


class Server(Protocol):
    """What all three servers have in common."""

    def start(self) -> None: ...

    def await_ready(self) -> None: ...

    def stop(self) -> None: ...


class MailHost(Relay):
    """Postfix and Dovecot of its own on loopback ports, gone without a trace at the end.

    Use as a context manager. Needs root. Several may run at once, beside the machine's own mail
    server. Attributes: `host` (127.0.0.1), `smtps_port` (implicit TLS), `submission_port`
    (STARTTLS required), both with AUTH; `smtp_port` (no AUTH, takes local recipients only);
    `imaps_port`; `imap_port` (STARTTLS; within one host Dovecot takes plain logins, too: logins()
    tells them); `ca_file`; `credentials` (password by address).

    Where a method takes a user or an address, a bare name means NAME@probe.test. What the relay
    can be told to do wrong is in `Relay`.
    """

    host = LOOPBACK

    def __init__(self, certificate_days: int = 30, auth_penalty: bool = False,
                 connections: int = 10) -> None:
        """:param certificate_days: life of the server certificate.
        :param auth_penalty: let Dovecot slow down wrong passwords and what follows (see dovecot).
        :param connections: with IMAP that a user may have at a time from the monitor's address.
        """
        self._workspace = Workspace()
        self._closed = False
        self._guardian = Guardian(self._workspace.root)
        self._ports = {name: PortReservation() for name in
                       ("smtps", "submission", "smtp", "imaps", "imap")}
        self.smtps_port = self._ports["smtps"].number
        self.submission_port = self._ports["submission"].number
        self.smtp_port = self._ports["smtp"].number
        self.imaps_port = self._ports["imaps"].number
        self.imap_port = self._ports["imap"].number
        space = self._workspace
        self._store = StoreServer("store", space.store, space, self._guardian, auth_penalty)
        self._imap = ImapServer("imap", space.imap, space, self._guardian, auth_penalty)
        self._postfix = Postfix(space, SmtpPorts(self.smtps_port, self.submission_port,
                                                 self.smtp_port), self._guardian)
        self._servers: tuple[Server, ...] = (self._store, self._imap, self._postfix)
        self._accounts = Accounts(space, self._store)
        self._policy_server: PolicyServer | None = None
        policy = Policy(self._accounts.known)
        super().__init__(policy, Holds(policy, self._postfix))
        self._certificate_days = certificate_days
        self._connections = connections
        atexit.register(self.close)

    def __enter__(self) -> "MailHost":
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def _start(self) -> None:
        certificates = issue(self._workspace.tls, self._certificate_days)
        self.ca_file: Path = certificates.ca
        self._policy_server = PolicyServer(self._workspace.policy_socket, self._policy)
        self._store.configure(certificates)
        self._imap.configure(certificates, ImapPorts(self.imaps_port, self.imap_port),
                             self._connections)
        self._postfix.configure(certificates, DOMAINS)
        for server in self._servers:
            server.start()
        for server in self._servers:
            server.await_ready()

    def close(self) -> None:
        """End all servers and remove all files; harmless when called again."""
        if self._closed:
            return
        self._closed = True
        atexit.unregister(self.close)
        # A stack, run from its end: one step that fails must not keep the others from being done.
        with ExitStack() as steps:
            steps.callback(self._guardian.dismiss)
            steps.callback(self._workspace.remove)
            for port in self._ports.values():
                steps.callback(port.close)
            if self._policy_server is not None:
                steps.callback(self._policy_server.close)
            for server in self._servers:
                steps.callback(server.stop)
            steps.callback(self._holds.close)

    # --- users

    @property
    def credentials(self) -> dict[str, str]:
        return self._accounts.credentials

    @property
    def folder(self) -> Path:
        """The temporary folder that holds everything of this host."""
        return self._workspace.root

    def add_user(self, name: str, password: str | None = None,
                 sieve: str | None = None) -> Account:
        account = self._accounts.add(name, password)
        if sieve is not None:
            self._accounts.set_sieve(name, sieve)
        return account

    def set_password(self, user: str, password: str) -> Account:
        return self._accounts.set_password(user, password)

    def set_sieve(self, user: str, script: str) -> None:
        self._accounts.set_sieve(user, script)

    # --- foreign mail

    def deliver(self, user: str, mail: bytes, folder: str | None = None,
                flags: str = "") -> None:
        """Put a foreign mail into a mailbox past Postfix, before this returns.

        Without a folder it comes by LMTP, through the user's Sieve script; with one by APPEND,
        where `flags` may say e.g. r"(\\Seen)".
        """
        address = self._accounts.get(user).address
        if folder is None:
            with smtplib.LMTP(str(self._workspace.lmtp_socket)) as client:
                client.sendmail("colleague@example.test", [address], mail)
            return
        with self.human(user) as session:
            session.create(quoted(folder))  # NO if it exists already: all the same
            now = imaplib.Time2Internaldate(time.time())
            checked(cast(Answer, session.append(quoted(folder), flags, now, mail)))

    def bulk_foreign(self, user: str, count: int, seen: bool = False) -> None:
        """Fill the INBOX of a user who has had no mail yet; 20,000 mails take a few seconds."""
        maildir.fill(self._accounts.home(user), count, seen)

    def mailbox(self, user: str) -> Mailbox:
        return Mailbox(lambda: self.human(user))

    def human(self, user: str) -> ImapSession:
        """A session of the mailbox's owner, from 127.0.0.2; use in a `with`."""
        return ImapSession(self.imaps_port, self.tls_context(), self._accounts.get(user))

    def tls_context(self) -> ssl.SSLContext:
        """Trusts this host's CA and nothing else."""
        return ssl.create_default_context(cafile=str(self.ca_file))

    # --- outages and logs

    def stop_imap(self) -> None:
        """Take IMAP down: connections end, new ones are refused. Mail still arrives."""
        self._imap.stop()

    def start_imap(self) -> None:
        """Bring IMAP back on the same ports; returns when it greets."""
        self._imap.start()
        self._imap.await_ready()

    def stop_smtp(self) -> None:
        self._postfix.stop()

    def start_smtp(self) -> None:
        self._postfix.start()
        self._postfix.await_ready()

    def smtp_log(self) -> list[logs.SmtpLogLine]:
        return logs.read_smtp(self._workspace.log / "smtp.log")

    def imap_log(self) -> list[logs.ImapLogLine]:
        return logs.read_imap(self._workspace.log / "imap.log")

    def logins(self, user: str) -> logs.Logins:
        """IMAP logins of the program under test, without human() and mailbox()."""
        return logs.count_logins(self.imap_log(), address_of(user))
