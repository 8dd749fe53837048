"""The pair on a real Apache Kafka: one result for each mail, whoever dies."""

import json
import time
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.kafka import KafkaCluster
from tests.support.kafka.committed import read_all
from tests.support.mailhost import MailHost, wait_until
from tests.support.mailsonde import Pair, call, seconds_since_epoch
from tests.system.failpoint_plays import LATER, with_probes_at_rest
from tests.system.installation import PATIENCE_SECONDS, Installation
from tests.system.invariants import violations
from tests.system.kafka_evidence import EVENT_TOPICS, evidence_on_kafka

USERS = ["anna", "ben", "cora", "dora"]
# Brokers that were killed and started again need a while, and the services after them.
OUTAGE_SECONDS = 120.0
GIVES_UP = 70


class PairCase(unittest.TestCase):
    brokers = 1

    def setUp(self) -> None:
        self.kafka = self.enterContext(KafkaCluster(self.brokers))
        self.host = self.enterContext(MailHost())
        self.host.add_user("probe")

    def section(self) -> dict[str, Any]:
        return {"brokers": self.kafka.bootstrap.split(","), "tls": "off",
                "replication": self.brokers, "session_timeout": "6s"}

    @contextmanager
    def pair(self, place: Installation, create: bool = True) -> Iterator[Pair]:
        with Pair(place.settings, self.section(), create) as pair:
            yield pair

    def records(self, topic: str) -> list[dict[str, Any]]:
        """As another program reads them, which knows nothing of ours."""
        done = self.kafka.client().run("-C", "-e", "-J", "-o", "beginning", "-t", topic,
                                       "-X", "isolation.level=read_committed")
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def wait_all_read(self, pair: Pair) -> None:
        """Until the journal has what the topics have: its reader begins anew after an outage."""
        count = len(read_all(self.kafka.bootstrap, EVENT_TOPICS))
        wait_until(lambda: len(pair.journal().events) >= count, PATIENCE_SECONDS,
                   f"{count} events in the journal")

    def finish(self, place: Installation, pair: Pair) -> None:
        self.wait_all_read(pair)
        place.settle(pair)
        pair.stop()
        evidence = evidence_on_kafka(place, self.kafka.bootstrap)
        self.assertTrue(evidence.submissions)
        self.assertEqual(violations(evidence), [])


class KafkaPairTest(PairCase):
    def test_others_read_what_the_pair_writes(self) -> None:
        place = Installation(self.host, ["anna"])
        with self.pair(place) as pair:
            result = pair.wait_results("to-anna", outcome="delivered")[0]
            self.finish(place, pair)
            found = self.records("mailsonde.result.v1")
        self.assertEqual(len(found), 1)
        record = found[0]
        self.assertEqual(record["key"], "anna")
        headers = dict(zip(record["headers"][::2], record["headers"][1::2], strict=True))
        self.assertEqual(headers["ce_type"], "io.mailsonde.result.v1")
        self.assertEqual(headers["ce_id"], result.id)
        self.assertEqual(headers["content-type"], "application/json")
        self.assertEqual(headers["traceparent"], headers["ce_traceparent"])
        self.assertEqual(json.loads(record["payload"])["outcome"], "delivered")

    def test_missing_topics_are_refused_with_advice(self) -> None:
        place = Installation(self.host, ["anna"])
        with self.pair(place) as pair:
            pair.wait_ready()
            pair.stop()
            place.settings.top["topics"] = {"prefix": "another"}
            pair.reconfigure(place.settings, hang_up=False)
            for done in (call(pair.config, "topics", "verify"),
                         call(pair.config, "run")):
                self.assertEqual(done.returncode, 1)
            told = call(pair.config, "topics", "verify").stderr
            self.assertIn("another.mail.v1", told)
            self.assertIn("`mailsonde topics create`", told)
            code = pair.refused("sender")
            self.assertEqual(code, 1)
            self.assertIn("`mailsonde topics create`", pair.processes["sender-1"].log())

    def test_the_pair_waits_for_brokers(self) -> None:
        place = Installation(self.host, ["anna"])
        with self.pair(place) as pair:
            pair.wait_results("to-anna")
            pair.stop()
            self.kafka.stop(1)
            pair.start_without_topics()
            wait_until(lambda: all(one.log().count("waiting_for_log") > 0
                                   for one in pair.processes.values()),
                       PATIENCE_SECONDS, "both wait")
            self.kafka.start(1)
            self.kafka.wait_ready()
            pair.wait_ready()
            self.finish(place, pair)

    def test_replicas_take_over_from_the_killed(self) -> None:
        place = Installation(self.host, USERS, every="4s")
        with self.pair(place) as pair:
            place.wait_new_results(pair)
            second = [pair.add("checker", 2), pair.add("sender", 2)]
            for one in second:
                one.start()
            wait_until(lambda: " result " in second[0].log() and " mail_sent " in second[1].log(),
                       PATIENCE_SECONDS, "work of the second replicas")
            for name in ("checker-1", "sender-1"):
                pair.processes[name].kill()
            place.wait_new_results(pair, 2)
            for name in ("checker-1", "sender-1"):
                pair.processes[name].start()
            for one in second:
                one.stop()
            place.wait_new_results(pair, 2)
            self.finish(place, pair)

    def test_positions_that_kafka_forgot_repeat_nothing(self) -> None:
        place = Installation(self.host, ["anna"], every="3s")
        with self.pair(place) as pair:
            place.wait_new_results(pair)
            place.settle(pair)
            pair.stop()
            # Once it has forgotten the mails themselves, only the position knows of them.
            pair.reconfigure(with_probes_at_rest(place.settings), hang_up=False)
            pair.start_without_topics(LATER)
            pair.wait_for(lambda _: not any(self.remembered().values()), "tombstones of all mails")
            pair.stop()
            forgotten = self.remembered()
            self.kafka.delete_group("mailsonde-checker")
            pair.reconfigure(place.settings, hang_up=False)
            pair.start_without_topics()
            place.wait_new_results(pair)
            self.finish(place, pair)
            self.assertTrue(forgotten)
            now = self.remembered()
            self.assertEqual({mail: now[mail] for mail in forgotten}, forgotten)

    def remembered(self) -> dict[str, str | None]:
        """What the checker's state has about mails; None where it has a tombstone."""
        return {one["key"]: one["payload"] for one in self.records("mailsonde.checker-state.v1")
                if one["key"].startswith("m/")}

    def test_an_outage_of_the_broker_loses_nothing(self) -> None:
        place = Installation(self.host, USERS, every="4s")
        with self.pair(place) as pair:
            place.wait_new_results(pair)
            self.kafka.kill(1)
            wait_until(lambda: any("unreachable" in one.log() or "no Kafka broker" in one.log()
                                   for one in pair.processes.values()),
                       PATIENCE_SECONDS, "the outage is told")
            self.kafka.start(1)
            self.kafka.wait_ready()
            wanted = {probe: len(pair.results(probe)) + 2 for probe in place.settings.probes}
            for probe, number in wanted.items():
                pair.wait_results(probe, number, seconds=OUTAGE_SECONDS)
            self.finish(place, pair)

    def test_an_outage_beyond_all_deadlines_is_no_verdict(self) -> None:
        place = Installation(self.host, ["anna"], every="10s", grace="5s", deadline="6s",
                             undetermined_after="2s", delay={"warn": "6s", "crit": "6s"})
        with self.pair(place) as pair:
            place.wait_new_results(pair)
            before = set(pair.journal().in_flight())
            mail = pair.wait_for(lambda journal: [one for one in journal.of("mail.sent")
                                                  if one.mail_id in journal.in_flight()
                                                  and one.mail_id not in before], "a mail")[0]
            self.kafka.kill(1)
            over = seconds_since_epoch(mail.data["judging"]["undetermined_at"])
            wait_until(lambda: time.time() > over, PATIENCE_SECONDS, "the end of its time")
            self.kafka.start(1)
            self.kafka.wait_ready()
            pair.wait_results("to-anna", len(pair.results("to-anna")) + 2, seconds=OUTAGE_SECONDS)
            self.finish(place, pair)
            found = [one.outcome for one in pair.results("to-anna") if one.mail_id == mail.mail_id]
        self.assertEqual(found, ["delivered"])

    def test_brokers_that_stand_still_hold_up_no_end(self) -> None:
        place = Installation(self.host, ["anna"], every="3s")
        with self.pair(place) as pair:
            place.wait_new_results(pair)
            self.kafka.pause(1)
            wait_until(lambda: any("event_log_failed" in one.log() or "outcome=aborted" in one.log()
                                   or "outcome=unknown" in one.log()
                                   for one in pair.processes.values()),
                       PATIENCE_SECONDS, "that brokers don't answer is told")
            pair.stop()  # each in time and with 0
            self.kafka.resume(1)
            self.kafka.wait_ready()
            pair.start_without_topics()
            place.wait_new_results(pair)
            self.finish(place, pair)

    def test_of_two_with_one_name_one_gives_up(self) -> None:
        place = Installation(self.host, USERS, every="3s")
        with self.pair(place) as pair:
            place.wait_new_results(pair)
            both = [pair.processes["checker-1"], pair.twin("checker", 1)]
            both[1].start()
            wait_until(lambda: any(one.has_ended() for one in both), OUTAGE_SECONDS, "an end")
            loser = next(one for one in both if one.has_ended())
            self.assertEqual(loser.wait_end(), GIVES_UP)
            self.assertRegex(loser.log(), "error gives_up .*kafka.replica")
            place.wait_new_results(pair)
            self.finish(place, pair)


class KafkaLeaderTest(PairCase):
    brokers = 3

    def test_a_former_leader_is_not_asked_again(self) -> None:
        place = Installation(self.host, USERS, every="4s")
        with self.pair(place) as pair:
            place.wait_new_results(pair)
            self.kafka.kill(1)
            place.wait_new_results(pair)
            # Back, it leads nothing, and says so to whoever still believes that it does.
            self.kafka.start(1)
            self.kafka.wait_ready()
            second = [pair.add("checker", 2), pair.add("sender", 2)]
            for one in second:
                one.start()
            wait_until(lambda: all("partitions_assigned" in one.log() for one in second),
                       PATIENCE_SECONDS, "assignment of the second replicas")
            place.wait_new_results(pair, 2)
            self.finish(place, pair)


if __name__ == "__main__":
    unittest.main()
