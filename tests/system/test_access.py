"""Mailboxes that can't be read: nothing is known about their mails, so nothing is missing."""

import imaplib
import unittest

from tests.support.mailhost.accounts import address_of
from tests.support.mailsonde import Journal, stays
from tests.system.scenario import Scenario

ONE_LOGIN_SECONDS = 10.0
AFTER_RESTART_SECONDS = 4.0


class AccessTest(Scenario):
    def setUp(self) -> None:
        super().setUp()
        self.watch("anna")
        self.settings.top["alerts"] = {"access_after": "1s"}

    def failed_logins(self) -> int:
        return self.host.logins("anna").failed

    def test_wrong_password_is_tried_once(self) -> None:
        self.host.set_password("anna", "changed-by-its-owner")
        # What can't be read must not be there either: then all of the mailbox can be compared.
        self.host.lose("anna")
        self.settings.probe("inbound", "anna", every="2s", deadline="2s",
                            undetermined_after="2s", delay={"warn": "2s", "crit": "2s"})
        with self.monitor(drain=False) as sonde:
            alert = sonde.wait_alert("access", "opened")
            sonde.wait_for(lambda _: self.failed_logins() == 1, "one refused login in the log")
            self.assertTrue(stays(lambda: self.failed_logins() == 1, ONE_LOGIN_SECONDS),
                            "an account may be locked by further logins")
            before = len(sonde.events("mail.sent"))
            sonde.restart()
            sonde.wait_for(lambda journal: len(journal.of("mail.sent")) > before,
                           "mails after the restart")
            self.assertTrue(stays(lambda: self.failed_logins() == 1, AFTER_RESTART_SECONDS),
                            "a restart must not forget a refused login")
            sonde.wait_results("inbound", outcome="undetermined")
        self.assertEqual(self.host.logins("anna").succeeded, 0)
        self.assertEqual((alert.mailbox, alert.subject), ("anna", "anna"))
        self.assertEqual(sonde.results(outcome="missing"), [])
        self.assertEqual(len(sonde.alerts("access", phase="opened")), 1)

    def test_wrong_password_of_two_mailboxes_is_tried_once(self) -> None:
        self.settings.mailboxes["twin"] = dict(self.settings.mailboxes["anna"])
        self.host.set_password("anna", "changed-by-its-owner")
        self.host.lose("anna")
        for probe, mailbox in (("inbound", "anna"), ("second", "twin")):
            self.settings.probe(probe, mailbox, every="2s", deadline="2s", undetermined_after="2s",
                                delay={"warn": "2s", "crit": "2s"})
        with self.monitor(drain=False) as sonde:
            alerts = [sonde.wait_for(lambda journal, name=name: [
                alert for alert in journal.alerts("access") if alert.mailbox == name],
                f"an alert about {name}")[0] for name in ("anna", "twin")]
            self.assertTrue(stays(lambda: self.failed_logins() == 1, ONE_LOGIN_SECONDS),
                            "both have the account that may be locked by further logins")
            before = len(sonde.events("mail.sent"))
            sonde.restart()
            sonde.wait_for(lambda journal: len(journal.of("mail.sent")) > before + 1,
                           "mails after the restart")
            self.assertTrue(stays(lambda: self.failed_logins() == 1, AFTER_RESTART_SECONDS),
                            "a restart must not forget a refused login")
            sonde.wait_results("inbound", outcome="undetermined")
            sonde.wait_results("second", outcome="undetermined")
        self.assertEqual(sum("of the same account" in alert.data["summary"] for alert in alerts), 1)
        self.assertEqual(sonde.results(outcome="missing"), [])

    def test_outage_of_imap_is_no_loss(self) -> None:
        self.settings.probe("inbound", "anna", every="2s", deadline="4s",
                            undetermined_after="2s", delay={"warn": "4s", "crit": "4s"})
        with self.monitor() as sonde:
            sonde.wait_results("inbound", outcome="delivered")
            self.host.stop_imap()
            known = set(sonde.journal().in_flight())

            def unreadable(journal: Journal) -> list[str]:
                return [event.mail_id for event in journal.results(outcome="undetermined")
                        if event.mail_id not in known]
            mails = sonde.wait_for(unreadable, "an undetermined result")
            opened = sonde.wait_alert("access", "opened")
            self.host.start_imap()
            closed = sonde.wait_alert("access", "closed")
            sonde.wait_for(lambda journal: not journal.uncorrected(),
                           "correction of the undetermined results")
            count = len(sonde.results(outcome="delivered"))
            sonde.wait_results("inbound", count + 1, "delivered")
        self.assertEqual(closed.data["alert_id"], opened.data["alert_id"])
        self.assertLessEqual(set(mails), {event.mail_id for event in sonde.events("late")})
        self.assertEqual(sonde.results(outcome="missing"), [])
        self.assertEqual(sonde.alerts("missing"), [])


class LimitTest(Scenario):
    connections = 1

    def test_a_limit_of_the_server_is_a_warning(self) -> None:
        self.watch("anna")
        self.settings.top["alerts"] = {"access_after": "1s"}
        self.settings.probe("inbound", "anna")
        address = address_of("anna")
        # From the monitor's own address, and so on the monitor's account.
        other = imaplib.IMAP4_SSL(self.host.host, self.host.imaps_port,
                                  ssl_context=self.host.tls_context(), timeout=30.0)
        other.login(address, self.host.credentials[address])
        with self.monitor() as sonde:
            opened = sonde.wait_alert("access", "opened")
            self.assertEqual(opened.data["severity"], "warning")
            self.assertIn("limited by the server", opened.data["summary"])
            self.assertIn("[LIMIT]", opened.data["summary"])
            other.logout()
            closed = sonde.wait_alert("access", "closed")
            sonde.wait_results("inbound", outcome="delivered")
        self.assertEqual(closed.data["alert_id"], opened.data["alert_id"])
        self.assertEqual({alert.data["rule"] for alert in sonde.journal().alerts()}, {"access"})
        self.assertEqual(self.host.logins("anna").failed, 0)


if __name__ == "__main__":
    unittest.main()
