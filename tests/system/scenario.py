"""What all scenarios share: real servers, mail of humans, and what must be true at every end."""

import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.mailhost import MailHost
from tests.support.mailsonde import ForeignMail, Mailsonde, Settings

PATIENCE_SECONDS = 60.0


class Scenario(unittest.TestCase):
    """Each test has a mail host of its own and sends by the route "relay"."""

    # With IMAP, that a user may have at a time from the monitor's address.
    connections = 10

    def setUp(self) -> None:
        self.host = self.enterContext(MailHost(connections=self.connections))
        self.host.add_user("probe")
        self.foreign = ForeignMail(self.host)
        self.settings = Settings()
        self.settings.route("relay", self.host, "probe")

    def watch(self, user: str, sieve: str | None = None, bulk: int = 0, tls: str = "implicit",
              **more: Any) -> None:
        """Create a user whose mailbox holds mail of a human, and watch it.

        :param bulk: so many further mails of a human.
        :param more: further keys of the mailbox's section.
        """
        self.host.add_user(user, sieve=sieve)
        if bulk:
            self.host.bulk_foreign(user, bulk)
        self.foreign.fill(user)
        self.settings.mailbox(user, self.host, tls, **more)

    @contextmanager
    def monitor(self, drain: bool = True) -> Iterator[Mailsonde]:
        """Run Mailsonde; at the end wait for all results, stop it, and look what it left behind.

        :param drain: False where mails that are out can't be judged, and none can be in a mailbox.
        """
        with Mailsonde(self.settings) as sonde:
            yield sonde
            if drain:
                sonde.drain()
            for user in self.foreign.users:
                self.foreign.wait_no_test_mail(user, PATIENCE_SECONDS)
            self.check_one_result_each(sonde)
            sonde.stop()
            self.check_untouched(sonde)
            self.check_no_secret_told(sonde)

    def check_untouched(self, sonde: Mailsonde) -> None:
        journal = sonde.journal()
        for user in self.foreign.users:
            self.assertEqual(self.foreign.changes(user, journal.folders_found(user)), [])
            self.assertEqual(self.foreign.test_mails(user), [])

    def check_one_result_each(self, sonde: Mailsonde) -> None:
        """No event is in the log twice, and no mail has two results or two fates."""
        journal = sonde.journal()
        ids = [(event.source, event.id) for event in journal.events]
        self.assertEqual(len(ids), len(set(ids)), "an event is in the log twice")
        judged = [event.mail_id for event in journal.results()]
        self.assertEqual(len(judged), len(set(judged)), "a mail has two results")
        fates = [event.mail_id for event in journal.events if event.kind in
                 ("mail.sent", "mail.send_failed", "mail.send_unknown")]
        self.assertEqual(len(fates), len(set(fates)), "a mail has two fates")

    def check_no_secret_told(self, sonde: Mailsonde) -> None:
        told = sonde.log() + str([event.data for event in sonde.journal().events])
        for name, secret in self.settings.secrets.items():
            self.assertNotIn(secret, told, f"{name} is in the log or in an event")

    def assert_delivered(self, sonde: Mailsonde, probe: str, folder: str = "INBOX") -> None:
        """There are results of this probe, and all say: as expected, in this folder, once."""
        results = sonde.results(probe)
        self.assertTrue(results, f"no results of {probe}")
        for result in results:
            self.assertEqual(result.outcome, "delivered", result)
            self.assertTrue(result.data["as_expected"], result)
            self.assertEqual(result.found["folder"], folder, result)
            self.assertEqual(result.data["copies"], 1, result)
