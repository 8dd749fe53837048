"""Mails that arrive: by either kind of TLS, many at once, beside much other mail."""

import unittest

from tests.support.mailsonde import Journal
from tests.system.scenario import Scenario

FOREIGN_MAILS = 20_000


def most_at_once(journal: Journal) -> int:
    """How many mails were accepted and not judged at the same time."""
    judged = {event.mail_id: event.time for event in journal.results()}
    steps = [(event.time, 1) for event in journal.of("mail.sent") if event.mail_id in judged]
    steps += [(judged[event.mail_id], -1) for event in journal.of("mail.sent")
              if event.mail_id in judged]
    most = now = 0
    for _, change in sorted(steps):
        now += change
        most = max(most, now)
    return most


class DeliveryTest(Scenario):
    def deliver_by(self, tls: str) -> None:
        self.settings.route("relay", self.host, "probe", tls)
        self.watch("anna", tls=tls)
        self.settings.probe("inbound", "anna", every="1s", labels={"customer": "acme"})
        with self.monitor() as sonde:
            sonde.wait_results("inbound", 3)
        self.assert_delivered(sonde, "inbound")
        self.assertEqual(sonde.journal().of("alert"), [])
        for result in sonde.results("inbound"):
            self.assertEqual(result.data["labels"], {"customer": "acme"})
            self.assertLessEqual(result.found["delay_at_least_ms"], result.found["delay_ms"])
            self.assertLessEqual(result.found["delay_ms"], result.found["delay_at_most_ms"])
        logins = self.host.logins("anna")
        self.assertGreaterEqual(logins.succeeded, 1)
        self.assertEqual((logins.failed, logins.clear_text), (0, 0))

    def test_delivered_over_implicit_tls(self) -> None:
        self.deliver_by("implicit")

    def test_delivered_over_starttls(self) -> None:
        self.deliver_by("starttls")

    def test_several_mails_in_flight(self) -> None:
        self.watch("anna")
        self.host.slow("anna", 4.0)
        self.settings.probe("inbound", "anna", every="1s")
        with self.monitor() as sonde:
            sonde.wait_results("inbound", 6)
        self.assert_delivered(sonde, "inbound")
        self.assertGreaterEqual(most_at_once(sonde.journal()), 2)

    def test_two_probes_and_a_human_in_one_mailbox(self) -> None:
        self.watch("anna")
        self.settings.probe("left", "anna", every="1s")
        self.settings.probe("right", "anna", every="2s")
        with self.monitor() as sonde:
            for count in range(1, 4):
                self.foreign.arrive("anna")
                sonde.wait_results("left", 2 * count)
                sonde.wait_results("right", count)
        self.assert_delivered(sonde, "left")
        self.assert_delivered(sonde, "right")
        tokens = [event.data["token"] for event in sonde.events("mail.scheduled")]
        self.assertEqual(len(tokens), len(set(tokens)))

    def test_twenty_thousand_foreign_mails(self) -> None:
        self.watch("anna", bulk=FOREIGN_MAILS)
        self.settings.probe("inbound", "anna", every="2s")
        with self.monitor() as sonde:
            sonde.wait_results("inbound", 2)
        self.assert_delivered(sonde, "inbound")


if __name__ == "__main__":
    unittest.main()
