"""Two processes share an event log: each mail is sent once and judged once, whatever becomes of
one of them."""

import unittest
from functools import partial

from tests.support.kafka import KafkaCluster
from tests.support.mailhost import MailHost
from tests.system.installation import Installation
from tests.system.invariants import Evidence, violations
from tests.system.kafka_installation import stage_on_kafka
from tests.system.replica_plays import SERVICES, pair, six_mailboxes, stop_and_take_over

FENCED = {service: f"commit service={service} outcome=fenced" for service in SERVICES}


class ReplicaCase(unittest.TestCase):
    place: Installation

    def setUp(self) -> None:
        self.host = self.enterContext(MailHost())
        self.host.add_user("probe")

    def check(self, evidence: Evidence) -> None:
        self.assertTrue(evidence.submissions)
        self.assertEqual(violations(evidence), [])

    def stop_at(self, point: str) -> str:
        evidence, log = stop_and_take_over(self.place, point)
        self.check(evidence)
        return log


class ReplicaTest(ReplicaCase):
    def setUp(self) -> None:
        super().setUp()
        self.place = six_mailboxes(partial(Installation, self.host))

    def test_both_work(self) -> None:
        with pair(self.place) as both:
            both.wait_both_work()
            self.assertEqual(both.members(), {"checker": 2, "sender": 2})
            evidence = both.end()
        self.check(evidence)

    def test_other_takes_over_at_once_from_one_that_ends(self) -> None:
        with pair(self.place) as both:
            both.wait_both_work()
            both.second.stop()
            # It has left; nobody has to wait for its lease.
            self.assertEqual(both.members(), {"checker": 1, "sender": 1})
            both.wait_first_does_all()
            evidence = both.end()
        self.check(evidence)

    def test_other_takes_over_from_one_that_is_killed(self) -> None:
        with pair(self.place) as both:
            both.wait_both_work()
            both.second.kill()
            both.wait_first_does_all()
            self.assertEqual(both.members(), {"checker": 1, "sender": 1})
            evidence = both.end()
        self.check(evidence)

    def test_stopped_before_the_commit_of_a_verdict(self) -> None:
        log = self.stop_at("checker.C4.verdict_decided")
        self.assertIn(FENCED["checker"], log)

    def test_stopped_between_record_and_mail(self) -> None:
        self.stop_at("sender.S2.scheduled_committed")

    def test_stopped_before_the_text_of_a_mail(self) -> None:
        self.stop_at("sender.S3.before_data")

    def test_stopped_between_verdict_and_deletion(self) -> None:
        self.stop_at("checker.C6.deletion_begun")


class KafkaReplicaTest(ReplicaCase):
    def setUp(self) -> None:
        super().setUp()
        self.place = six_mailboxes(
            stage_on_kafka(self.enterContext(KafkaCluster()), self.host))

    def test_stopped_before_the_commit_of_a_verdict_on_kafka(self) -> None:
        log = self.stop_at("checker.C4.verdict_decided")
        self.assertIn(FENCED["checker"], log)

    def test_stopped_within_a_commit_on_kafka(self) -> None:
        """The brokers end its transaction before it goes on; it may not know how."""
        self.stop_at("checker.R8.within_commit#5")

    def test_stopped_between_record_and_mail_on_kafka(self) -> None:
        self.stop_at("sender.S2.scheduled_committed")

    def test_stopped_before_the_text_of_a_mail_on_kafka(self) -> None:
        self.stop_at("sender.S3.before_data")

    def test_stopped_between_verdict_and_deletion_on_kafka(self) -> None:
        self.stop_at("checker.C6.deletion_begun")


if __name__ == "__main__":
    unittest.main()
