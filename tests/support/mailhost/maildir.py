"""Many foreign mails at once, written as Maildir files before Dovecot has seen the mailbox."""

import os
import pwd
import time
from email.utils import formatdate
from pathlib import Path

from .errors import MailHostError
from .workspace import MAIL_USER


def fill(home: Path, count: int, seen: bool) -> None:
    """Write `count` small mails into the INBOX of a user who has no mail yet.

    Unseen ones go to new/, so that they are \\Recent for the first session that selects; seen
    ones to cur/. 20,000 take about two seconds.
    """
    root = home / "Maildir"
    if root.exists():
        raise MailHostError(f"{home.name} has mail already: fill a mailbox before its first use")
    user = pwd.getpwnam(MAIL_USER)
    for name in ("", "cur", "new", "tmp"):
        (root / name).mkdir(mode=0o700)
        os.chown(root / name, user.pw_uid, user.pw_gid)
    target, flags = (root / "cur", ":2,S") if seen else (root / "new", "")
    start = int(time.time()) - count
    for number in range(count):
        text = _mail(home.name, number, start + number)
        # S= and W= (size with CRLF) spare Dovecot from opening each file for its size.
        size = f"S={len(text)},W={len(text) + text.count(10)}"
        path = target / f"{start + number}.M{number}P1Q{number}.mailhost,{size}{flags}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, text)
            os.fchown(descriptor, user.pw_uid, user.pw_gid)
        finally:
            os.close(descriptor)


def _mail(address: str, number: int, sent: int) -> bytes:
    return (f"Return-Path: <colleague@example.test>\n"
            f"Date: {formatdate(sent)}\n"
            f"From: A colleague <colleague@example.test>\n"
            f"To: {address}\n"
            f"Message-ID: <foreign-{number}@example.test>\n"
            f"Subject: Foreign mail {number}\n"
            f"\n"
            f"Somebody wrote this to a human; it must stay as it is.\n").encode()
