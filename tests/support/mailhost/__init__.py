"""Private real mail servers for tests and the demo: see MailHost."""

from .accounts import Account
from .behaviour import Attempt
from .deadline import wait_until
from .errors import MailHostError
from .host import MailHost
from .logs import ImapLogLine, Logins, SmtpLogLine
from .mailbox import ImapSession, Mail, Mailbox, Snapshot

__all__ = [
    "Account", "Attempt", "ImapLogLine", "ImapSession", "Logins", "Mail", "MailHost",
    "MailHostError", "Mailbox", "SmtpLogLine", "Snapshot", "wait_until",
]
