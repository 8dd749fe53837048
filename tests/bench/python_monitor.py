"""What one writes in an afternoon: the same round trip with smtplib and imaplib.

Reads one JSON object from standard input, does `trips` round trips over kept connections, and
prints the CPU of one in microseconds. Looks for a mail like the product: after `grace`, then ever
more slowly.
"""

import base64
import hashlib
import hmac
import imaplib
import json
import re
import resource
import secrets
import smtplib
import ssl
import sys
import threading
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any

KEY = b"k" * 32
FIELDS = "(UID BODY.PEEK[HEADER.FIELDS (X-Mailsonde-Token Message-ID Subject)])"
WAITS = (0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 5.0)
WARM_UP = 3


def mac(identity: str, mailbox: str) -> str:
    digest = hmac.new(KEY, f"{identity} {mailbox}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:26]


class Monitor:
    def __init__(self, plan: dict[str, Any]) -> None:
        self.mailbox = plan["mailbox"]
        self.grace = plan["grace"]
        trust = ssl.create_default_context(cafile=plan["ca_file"])
        self.smtp = smtplib.SMTP_SSL(plan["host"], plan["smtp"], context=trust)
        self.smtp.login(plan["sender"], plan["sender_password"])
        self.sender = plan["sender"]
        self.imap = imaplib.IMAP4_SSL(plan["host"], plan["imap"], ssl_context=trust)
        self.imap.login(self.mailbox, plan["password"])
        self.imap.select("INBOX")
        self.next_uid = int(self.imap.response("UIDNEXT")[1][0])
        self.pause = threading.Event()

    def trip(self) -> None:
        identity = secrets.token_hex(13)
        token = f"ms1.{identity}.{mac(identity, self.mailbox)}"
        self.send(token)
        self.pause.wait(self.grace)
        uid = self.look(token)
        for wait in WAITS:
            if uid:
                break
            self.pause.wait(wait)
            uid = self.look(token)
        assert uid, "the mail did not come"
        self.imap.uid("STORE", uid, r"+FLAGS.SILENT (\Seen \Deleted)")
        self.imap.uid("EXPUNGE", uid)

    def send(self, token: str) -> None:
        mail = EmailMessage()
        mail["Date"], mail["From"], mail["To"] = formatdate(), self.sender, self.mailbox
        mail["Message-ID"] = f"<{token}@example.test>"
        mail["Subject"] = f"[mailsonde] python {token}"
        mail["X-Mailsonde-Token"] = token
        mail.set_content("This is a test mail.\r\n" * 4)
        self.smtp.send_message(mail)

    def look(self, token: str) -> str:
        """The UID of our mail, or ""."""
        for part in self.imap.uid("FETCH", f"{self.next_uid}:*", FIELDS)[1]:
            if not isinstance(part, tuple):
                continue
            uid = re.search(rb"UID (\d+)", part[0])
            found = re.search(rb"X-Mailsonde-Token: ms1\.(\w+)\.(\w+)", part[1])
            if uid is None or found is None or int(uid.group(1)) < self.next_uid:
                continue
            identity, given = found.group(1).decode(), found.group(2).decode()
            if hmac.compare_digest(given, mac(identity, self.mailbox)) and token in str(part[1]):
                self.next_uid = int(uid.group(1)) + 1
                return uid.group(1).decode()
        return ""


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    plan = json.load(sys.stdin)
    monitor = Monitor(plan)
    for _ in range(WARM_UP):
        monitor.trip()
    before = cpu_seconds()
    for _ in range(plan["trips"]):
        monitor.trip()
    print((cpu_seconds() - before) / plan["trips"] * 1e6)


if __name__ == "__main__":
    main()
