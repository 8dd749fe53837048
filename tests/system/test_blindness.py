"""Negative controls: with a rule switched off, the judge of the crash tests must complain."""

import unittest
from functools import partial

from tests.support.kafka import KafkaCluster
from tests.support.mailhost import MailHost
from tests.system.installation import Installation, Stage
from tests.system.invariants import Evidence, violations
from tests.system.kafka_installation import stage_on_kafka
from tests.system.replica_plays import six_mailboxes, stop_and_take_over

# The mails of a broken checker are gone: they must become missing within the test.
SHORT = {"every": "3s", "deadline": "15s", "delay": {"warn": "15s", "crit": "15s"}}


class BlindnessCase(unittest.TestCase):
    stage: Stage

    def setUp(self) -> None:
        self.host = self.enterContext(MailHost())
        self.host.add_user("probe")

    def assert_seen(self, evidence: Evidence, complaint: str) -> None:
        found = violations(evidence)
        self.assertTrue([line for line in found if line.startswith(complaint)], found)

    def die(self, fault: str, point: str) -> Evidence:
        place = self.stage(["anna"], **SHORT)
        order = {"MAILSONDE_BREAK": fault, "MAILSONDE_CRASH_AT": point}
        with place.monitor(order) as sonde:
            sonde.wait_killed(point)
            sonde.start()
            place.wait_new_results(sonde)
            sonde.drain()
            sonde.stop()
            return place.evidence(sonde)

    def mail_before_its_record(self) -> None:
        evidence = self.die("sender.release_before_commit", "sender.S3.before_reply")
        self.assert_seen(evidence, "submitted, but never scheduled")
        self.assert_seen(evidence, "left behind")

    def deletion_before_its_verdict(self) -> None:
        evidence = self.die("checker.release_before_commit", "checker.C6.deletion_done")
        self.assert_seen(evidence, "missing, though it came")

    def commit_without_lease(self) -> None:
        evidence, _ = stop_and_take_over(six_mailboxes(self.stage), "checker.C4.verdict_decided",
                                         {"MAILSONDE_BREAK": "ignore_fence"})
        self.assert_seen(evidence, "2 results")


class BlindnessTest(BlindnessCase):
    def setUp(self) -> None:
        super().setUp()
        self.stage = partial(Installation, self.host)

    def test_mail_before_its_record_is_seen(self) -> None:
        self.mail_before_its_record()

    def test_deletion_before_its_verdict_is_seen(self) -> None:
        self.deletion_before_its_verdict()

    def test_commit_without_lease_is_seen(self) -> None:
        self.commit_without_lease()


class KafkaBlindnessTest(BlindnessCase):
    def setUp(self) -> None:
        super().setUp()
        self.stage = stage_on_kafka(self.enterContext(KafkaCluster()), self.host)

    def test_mail_before_its_record_is_seen_on_kafka(self) -> None:
        self.mail_before_its_record()

    def test_deletion_before_its_verdict_is_seen_on_kafka(self) -> None:
        self.deletion_before_its_verdict()

    def test_commit_without_generation_is_seen_on_kafka(self) -> None:
        self.commit_without_lease()


if __name__ == "__main__":
    unittest.main()
