"""The mail of humans, beside which Mailsonde works and which must stay as it is."""

from collections.abc import Set
from dataclasses import replace

from tests.support.mailhost import Mail, MailHost, Snapshot, wait_until

FILED = "Monitoring"
RECENT = r"\Recent"
# Puts test mails into FILED, and only those.
FILING_RULE = """\
require ["fileinto", "mailbox"];
if exists "X-Mailsonde-Token" { fileinto :create "Monitoring"; stop; }
"""
FOLDERS = ("INBOX", "Junk", "Archive", FILED)


def letter(number: int) -> bytes:
    return (f"From: A colleague <colleague@example.test>\r\n"
            f"Message-ID: <letter-{number}@example.test>\r\nSubject: Letter {number}\r\n"
            f"\r\nFor a human; it must stay as it is.\r\n").encode()


class ForeignMail:
    """Puts mail of humans into mailboxes and says what became of it."""

    def __init__(self, host: MailHost) -> None:
        self._host = host
        self._before: dict[str, Snapshot] = {}
        self._written = 0

    @property
    def users(self) -> list[str]:
        return list(self._before)

    def fill(self, user: str) -> None:
        """In each folder a read mail and one that its owner has marked for deletion; a new one."""
        for folder in FOLDERS:
            self._host.deliver(user, self._next(), folder, r"(\Seen \Flagged)")
            # Whoever expunges more than what is his takes this one with him.
            self._host.deliver(user, self._next(), folder, r"(\Deleted)")
        self._host.deliver(user, self._next())
        self._before[user] = self._snapshot(user)

    def arrive(self, user: str) -> None:
        """One more new mail, now."""
        self._host.deliver(user, self._next())
        known = set(self._before[user].mails)
        fresh = tuple(mail for mail in self._snapshot(user).mails
                      if mail.message_id == f"<letter-{self._written}@example.test>")
        self._before[user] = replace(self._before[user], mails=tuple(known.union(fresh)))

    def changes(self, user: str, deleted_in: Set[str]) -> list[str]:
        r"""What is not as it was, a line each; empty if all is well.

        :param deleted_in: folders from which Mailsonde deleted mails of its own. To do that it
            must SELECT them, and the first SELECT takes \Recent from all mails of a folder
            (RFC 3501 section 2.3.2); everywhere else even that must have stayed.
        """
        before, after = self._before[user], self._snapshot(user)
        problems = []
        if before.uid_validity != after.uid_validity:
            problems.append(
                f"{user}: folders were {before.uid_validity}, are {after.uid_validity}")
        then, now = _comparable(before, deleted_in), _comparable(after, deleted_in)
        problems += [f"{user}: gone or changed: {mail}" for mail in sorted(then - now, key=str)]
        problems += [f"{user}: new or changed: {mail}" for mail in sorted(now - then, key=str)]
        return problems

    def wait_no_test_mail(self, user: str, seconds: float) -> None:
        """MailHostError if test mails are still there after so long."""
        wait_until(lambda: not self.test_mails(user), seconds,
                   f"no test mail left in any folder of {user}", interval=0.2)

    def test_mails(self, user: str) -> list[Mail]:
        """Test mails in any folder of this mailbox."""
        return [mail for mail in self._host.mailbox(user).snapshot().mails if mail.token]

    def _snapshot(self, user: str) -> Snapshot:
        return self._host.mailbox(user).snapshot().foreign()

    def _next(self) -> bytes:
        self._written += 1
        return letter(self._written)


def _comparable(snapshot: Snapshot, deleted_in: Set[str]) -> set[Mail]:
    return {replace(mail, flags=mail.flags - {RECENT}) if mail.folder in deleted_in else mail
            for mail in snapshot.mails}
