"""Looking into a mailbox without leaving a trace, and acting as the human it belongs to."""

import email
import email.policy
import imaplib
import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from .accounts import Account
from .deadline import wait_until
from .errors import MailHostError
from .ports import LOOPBACK

# Tests look from here, the monitor from 127.0.0.1: Dovecot counts connections and penalties per
# address, and its log tells the two apart.
HUMAN_ADDRESS = "127.0.0.2"

_LIST_LINE = re.compile(rb'\((?P<flags>[^)]*)\) (?:"[^"]*"|NIL) (?P<name>.+)')
_UID = re.compile(rb"UID (\d+)")
_FLAGS = re.compile(rb"FLAGS \(([^)]*)\)")


class ImapSession(imaplib.IMAP4_SSL):
    """A logged-in session of the human, over implicit TLS; logs out at the end of a `with`."""

    def __init__(self, port: int, context: ssl.SSLContext, account: Account) -> None:
        super().__init__(LOOPBACK, port, ssl_context=context, timeout=30.0)
        self.login(account.address, account.password)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        # The only place where imaplib lets its user choose the source address.
        plain = socket.create_connection((self.host, self.port), timeout, (HUMAN_ADDRESS, 0))
        context: ssl.SSLContext = self.ssl_context
        return context.wrap_socket(plain, server_hostname=self.host)

    def folders(self) -> list[str]:
        """Names that can be selected, as the server spells them."""
        names = []
        for line in checked(self.list()):
            match = _LIST_LINE.fullmatch(line)
            if match and b"\\noselect" not in match["flags"].lower():
                names.append(match["name"].decode().strip('"'))
        return sorted(names)

    def validity(self) -> int:
        """UIDVALIDITY of the folder that was looked at last."""
        value = self.response("UIDVALIDITY")[1][-1]
        if not isinstance(value, bytes):
            raise MailHostError("the server gave no UIDVALIDITY")
        return int(value)

    def look(self, folder: str) -> int:
        """EXAMINE a folder (changes nothing, RFC 3501 section 6.3.2); the number of its mails."""
        count: bytes = checked(self.select(quoted(folder), readonly=True))[0]
        return int(count)


@dataclass(frozen=True)
class Mail:
    """One mail as IMAP shows it. `flags` includes \\Recent."""

    folder: str
    uid: int
    flags: frozenset[str]
    size: int
    message_id: str
    token: str


@dataclass(frozen=True)
class Snapshot:
    """All mails of an account at one moment; equal snapshots mean that nothing was changed."""

    uid_validity: tuple[tuple[str, int], ...]
    mails: tuple[Mail, ...]

    def foreign(self, own_ids: frozenset[str] = frozenset()) -> "Snapshot":
        """Without mails that carry the monitor's token header or one of these Message-IDs."""
        return Snapshot(self.uid_validity, tuple(
            mail for mail in self.mails if not mail.token and mail.message_id not in own_ids))

    def in_folder(self, folder: str) -> list[Mail]:
        return [mail for mail in self.mails if mail.folder == folder]


class Mailbox:
    """Reads one account by EXAMINE only; a new session for each question."""

    def __init__(self, connect: Callable[[], ImapSession]) -> None:
        self._connect = connect

    def snapshot(self) -> Snapshot:
        with self._connect() as session:
            validity, mails = [], []
            for folder in session.folders():
                count = session.look(folder)
                validity.append((folder, session.validity()))
                if count:
                    mails += _fetch_all(session, folder)
            return Snapshot(tuple(validity), tuple(mails))

    def find(self, message_id: str) -> list[Mail]:
        """Where the mails with this Message-ID are; several if it was copied."""
        with self._connect() as session:
            return _search(session, message_id)

    def wait_for(self, message_id: str, timeout: float = 15.0, count: int = 1) -> list[Mail]:
        """Wait until at least `count` mails with this Message-ID are there."""
        with self._connect() as session:
            def enough() -> list[Mail]:
                found = _search(session, message_id)
                return found if len(found) >= count else []
            return wait_until(enough, timeout, f"arrival of {message_id}", interval=0.05)

    def message(self, mail: Mail) -> EmailMessage:
        """The whole text, without marking it as seen."""
        with self._connect() as session:
            session.look(mail.folder)
            answer = checked(session.uid("FETCH", str(mail.uid), "(BODY.PEEK[])"))
            if not answer or not isinstance(answer[0], tuple):
                raise MailHostError(f"UID {mail.uid} is no longer in {mail.folder}")
            parsed = email.message_from_bytes(answer[0][1], policy=email.policy.default)
            assert isinstance(parsed, EmailMessage)
            return parsed


def checked(answer: tuple[str, list[Any]]) -> list[Any]:
    """The data of an imaplib answer; MailHostError unless the server said OK."""
    status, data = answer
    if status != "OK":
        raise MailHostError(f"IMAP server said {status}: {data!r}")
    return data


def quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _search(session: ImapSession, message_id: str) -> list[Mail]:
    found = []
    for folder in session.folders():
        if session.look(folder):
            uids = checked(session.uid("SEARCH", "HEADER", "Message-ID", quoted(message_id)))[0]
            if uids:
                found += _fetch(session, folder, uids.decode().replace(" ", ","))
    return found


def _fetch_all(session: ImapSession, folder: str) -> list[Mail]:
    return _fetch(session, folder, "1:*")


def _fetch(session: ImapSession, folder: str, uids: str) -> list[Mail]:
    data = checked(session.uid("FETCH", uids, "(UID FLAGS RFC822.SIZE "
                               "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID X-MAILSONDE-TOKEN)])"))
    return [_mail(folder, part[0], part[1]) for part in data if isinstance(part, tuple)]


def _mail(folder: str, items: bytes, header: bytes) -> Mail:
    fields = email.message_from_bytes(header, policy=email.policy.compat32)
    uid, flags, size = _UID.search(items), _FLAGS.search(items), re.search(rb"SIZE (\d+)", items)
    if uid is None or flags is None or size is None:
        raise MailHostError(f"unexpected FETCH answer {items!r}")
    return Mail(folder=folder, uid=int(uid[1]), flags=frozenset(flags[1].decode().split()),
                size=int(size[1]), message_id=str(fields.get("Message-ID", "")).strip(),
                token=str(fields.get("X-Mailsonde-Token", "")).strip())
