"""The checker dies while somebody's transaction on its state is open: what lies behind that is
committed, and can't be read yet."""

import unittest
from collections.abc import Mapping

from tests.support.kafka import KafkaCluster
from tests.support.kafka.committed import read_all
from tests.support.kafka.positions import position_of
from tests.support.kafka.unfinished import UnfinishedTransaction
from tests.support.mailhost import MailHost, wait_until
from tests.support.mailsonde import Event, Journal, Mailsonde
from tests.system.installation import PATIENCE_SECONDS
from tests.system.invariants import violations
from tests.system.kafka_evidence import events_of
from tests.system.kafka_installation import KafkaInstallation


class KafkaUnfinishedTransactionTest(unittest.TestCase):
    def setUp(self) -> None:
        self.kafka = self.enterContext(KafkaCluster())
        self.host = self.enterContext(MailHost())
        self.host.add_user("probe")
        self.place = KafkaInstallation(self.kafka, self.host, ["anna"], every="3s")
        self.state = f"{self.place.prefix}.checker-state.v1"

    def test_restoring_waits_for_open_transactions(self) -> None:
        with self.place.monitor() as sonde:
            self.place.wait_new_results(sonde)
            with UnfinishedTransaction(self.kafka.bootstrap, self.state):
                mail = self.restart_with_a_mail_behind_it(sonde)
                sonde.wait_for(lambda _: "a transaction has not ended yet" in sonde.log(),
                               "waiting for its end")
            sonde.wait_for(lambda journal: mail not in journal.in_flight(), "result of the mail")
            self.place.settle(sonde)
            sonde.stop()
        self.assertEqual(violations(self.place.evidence(sonde)), [])

    def test_restoring_too_little_is_seen(self) -> None:
        with self.place.monitor() as sonde:
            self.place.wait_new_results(sonde)
            with UnfinishedTransaction(self.kafka.bootstrap, self.state):
                mail = self.restart_with_a_mail_behind_it(
                    sonde, {"MAILSONDE_BREAK": "restore_to_stable_offset"})
                begun = {event.mail_id for event in sonde.events("mail.scheduled")}

                def goes_on(journal: Journal) -> bool:
                    return any(event.mail_id not in begun for event in journal.results())
                sonde.wait_for(goes_on, "result of a later mail")
                sonde.stop()
        self.assertIn(f"no result: {mail}", violations(self.place.evidence(sonde)))

    def restart_with_a_mail_behind_it(self, sonde: Mailsonde,
                                      orders: Mapping[str, str] | None = None) -> str:
        """The checker, with these orders, once it has committed that it expects a mail.

        :returns: the mail's id. From now on the mail may arrive.
        """
        self.host.hold_for("anna")
        mail = self.noted_mail(sonde)
        checker = sonde.process_of("checker")
        checker.kill()
        checker.start(orders)
        self.host.clear("anna")
        self.host.release("anna")
        return mail

    def noted_mail(self, sonde: Mailsonde) -> str:
        """One that was begun after this call."""
        before = {event.mail_id for event in sonde.events("mail.scheduled")}

        def sent(journal: Journal) -> list[Event]:
            return [event for event in journal.of("mail.sent") if event.mail_id not in before]
        mail = sonde.wait_for(sent, "a mail on its way")[0].mail_id
        topic = f"{self.place.prefix}.mail.v1"
        record = next(one for one in read_all(self.kafka.bootstrap, [topic])
                      for event in events_of([one])
                      if (event.kind, event.mail_id) == ("mail.sent", mail))
        wait_until(lambda: position_of(self.kafka.bootstrap, f"{self.place.prefix}-checker", topic,
                                       record.partition) > record.offset,
                   PATIENCE_SECONDS, "a note of the mail")
        return mail


if __name__ == "__main__":
    unittest.main()
