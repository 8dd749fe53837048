"""The private Kafka itself: what the tests of the back end on Kafka rely on must be true here."""

import json
import signal
import subprocess
import sys
import unittest
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.kafka import KafkaCluster, KafkaError, Kcat
from tests.support.kafka.kcat import librdkafka
from tests.support.kafka.tools import list_topics
from tests.support.mailhost.deadline import wait_until
from tests.support.mailhost.ports import refuses
from tests.support.mailhost.process import processes_of

PATIENCE_SECONDS = 90.0
REPOSITORY = Path(__file__).resolve().parents[2]


class OneBrokerTest(unittest.TestCase):
    kafka: KafkaCluster

    @classmethod
    def setUpClass(cls) -> None:
        cls.kafka = cls.enterClassContext(KafkaCluster())

    def test_a_record_comes_back(self) -> None:
        self.kafka.create_topic("echo")
        sent = self.kafka.client().produce("echo", ["key:value"])
        self.assertEqual(sent.returncode, 0, sent.stderr)
        self.assertEqual(self.kafka.client().consume("echo"), ["key:value"])

    def test_unknown_topics_are_not_made(self) -> None:
        self.assertEqual(self.kafka.client().partitions("typo"), [])
        sent = self.kafka.client().produce("typo", ["key:value"], patience=5)
        self.assertNotEqual(sent.returncode, 0)
        self.assertEqual(self.kafka.client().partitions("typo"), [])

    def test_restart_keeps_data_and_port(self) -> None:
        self.kafka.create_topic("kept", partitions=2)
        before, expected = self.kafka.bootstrap, []
        for how in (self.kafka.kill, self.kafka.stop):
            record = f"{how.__name__}:1"
            self.assertEqual(self.kafka.client().produce("kept", [record]).returncode, 0)
            expected.append(record)
            pid = self.kafka.pid(1)
            how(1)
            self.assertIsNone(self.kafka.pid(1))
            self.assertTrue(refuses(self.kafka.members[0].ports["PLAINTEXT"]))
            with self.assertRaisesRegex(KafkaError, "does not run"):
                how(1)
            self.kafka.start(1)
            self.kafka.wait_ready()
            self.assertNotEqual(self.kafka.pid(1), pid)
            self.assertEqual(self.kafka.bootstrap, before)
            self.assertCountEqual(self.kafka.client().consume("kept"), expected)

    def test_a_paused_broker_neither_answers_nor_refuses(self) -> None:
        self.kafka.pause(1)
        self.assertIsNone(self.kafka.client().metadata())
        self.assertFalse(refuses(self.kafka.members[0].ports["PLAINTEXT"]))
        self.kafka.resume(1)
        self.kafka.wait_ready()
        self.assertEqual(self.kafka.client().brokers(), {1})

    def test_compaction_takes_seconds(self) -> None:
        self.kafka.create_topic("states", cleanup_policy="compact", segment_ms=100)
        client = self.kafka.client()
        client.produce("states", ["a:old", "b:kept"])

        def compacted() -> bool:
            # A segment is compacted when a later record has begun the next one.
            client.produce("states", ["a:new"])
            return "a:old" not in client.consume("states")
        wait_until(compacted, PATIENCE_SECONDS, "compaction")
        self.assertIn("b:kept", client.consume("states"))

    def test_retention_takes_seconds(self) -> None:
        self.kafka.create_topic("short", retention_ms=1)
        self.kafka.create_topic("long")
        for topic in ("short", "long"):
            self.assertEqual(self.kafka.client().produce(topic, ["key:value"]).returncode, 0)
        wait_until(lambda: not self.kafka.client().consume("short"), PATIENCE_SECONDS, "retention")
        self.assertEqual(self.kafka.client().consume("long"), ["key:value"])


class ThreeBrokersTest(unittest.TestCase):
    def test_acknowledged_records_survive_the_death_of_the_leader(self) -> None:
        with KafkaCluster(brokers=3) as kafka:
            kafka.create_topic("safe")
            self.assertEqual(kafka.client().produce("safe", ["before:1"]).returncode, 0)
            leader = kafka.client().partitions("safe")[0]["leader"]
            kafka.kill(leader)
            sent = kafka.client().produce("safe", ["without:1"])
            self.assertEqual(sent.returncode, 0, sent.stderr)
            self.assertEqual(kafka.client().consume("safe"), ["before:1", "without:1"])
            self.assertNotEqual(kafka.client().partitions("safe")[0]["leader"], leader)
            kafka.start(leader)
            kafka.wait_ready()
            wait_until(lambda: in_sync(kafka.client(), "safe") == {1, 2, 3}, PATIENCE_SECONDS,
                       "the dead broker has caught up")


def in_sync(client: Kcat, topic: str) -> set[int]:
    return {replica["id"] for one in client.partitions(topic) for replica in one["isrs"]}


class SecurityTest(unittest.TestCase):
    kafka: KafkaCluster

    @classmethod
    def setUpClass(cls) -> None:
        cls.kafka = cls.enterClassContext(KafkaCluster(tls=True, sasl=True))
        cls.kafka.create_topic("guarded")

    def accepted(self, properties: Mapping[str, str], record: str) -> None:
        sent = Kcat(properties).produce("guarded", [record])
        self.assertEqual(sent.returncode, 0, sent.stderr)
        self.assertIn(record, self.kafka.client().consume("guarded"))

    def refused(self, properties: Mapping[str, str], record: str, why: str) -> None:
        sent = Kcat(properties).produce("guarded", [record], patience=10)
        self.assertNotEqual(sent.returncode, 0)
        self.assertRegex(sent.stderr, why)
        self.assertNotIn(record, self.kafka.client().consume("guarded"))

    def test_tls_needs_our_authority(self) -> None:
        properties = self.kafka.properties["SSL"]
        self.accepted(properties, "tls:ours")
        del properties["ssl.ca.location"]
        self.refused(properties, "tls:stranger", "certificate verify failed")

    def test_plain_needs_the_password(self) -> None:
        properties = self.kafka.properties["PLAIN"]
        self.accepted(properties, "plain:right")
        self.refused(properties | {"sasl.password": "wrong"}, "plain:wrong",
                     "Invalid username or password")
        self.refused(self.kafka.properties["SSL"] | {
            "bootstrap.servers": properties["bootstrap.servers"]}, "plain:none",
            "broker might require SASL authentication")

    def test_scram_needs_the_password(self) -> None:
        for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):
            properties = self.kafka.properties[mechanism]
            right = list_topics(properties, self.kafka.folder)
            self.assertEqual(right.returncode, 0, right.stderr)
            self.assertIn("guarded", right.stdout.split())
            wrong = list_topics(properties | {"sasl.password": "wrong"}, self.kafka.folder)
            self.assertNotEqual(wrong.returncode, 0)
            self.assertIn("invalid credentials with SASL mechanism " + mechanism,
                          wrong.stdout + wrong.stderr)

    def test_scram_with_librdkafka_needs_its_version_2_6_1(self) -> None:
        for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):
            properties = self.kafka.properties[mechanism]
            if librdkafka() >= (2, 6, 1):
                self.accepted(properties, f"{mechanism}:right")
            else:
                self.refused(properties, f"{mechanism}:right", "invalid credentials")
            self.refused(properties | {"sasl.password": "wrong"}, f"{mechanism}:wrong",
                         "invalid credentials")

    def test_a_token_needs_a_subject(self) -> None:
        properties = self.kafka.properties["OAUTHBEARER"]
        self.accepted(properties, "token:right")
        self.refused(properties | {
            "sasl.oauthbearer.config": "principal=probe principalClaimName=azp"},
            "token:wrong", "invalid_token")


class CommandTest(unittest.TestCase):
    """python3 -m tests.support.kafka, as a test in C++ uses it."""

    def setUp(self) -> None:
        self.program = self.enterContext(subprocess.Popen(
            [sys.executable, "-m", "tests.support.kafka", "--brokers", "1"], cwd=REPOSITORY,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        self.addCleanup(self.program.kill)
        self.place = self.answer()
        self.folder = Path(self.place["folder"])

    def answer(self) -> dict[str, Any]:
        assert self.program.stdout is not None
        line = self.program.stdout.readline()
        self.assertNotEqual(line, "", "the program has ended")
        read: dict[str, Any] = json.loads(line)
        return read

    def tell(self, command: str) -> dict[str, Any]:
        assert self.program.stdin is not None
        self.program.stdin.write(command + "\n")
        self.program.stdin.flush()
        return self.answer()

    def test_it_obeys_and_ends_with_its_input(self) -> None:
        broker = self.place["brokers"][0]
        self.assertEqual(self.place["bootstrap"], f"127.0.0.1:{broker['port']}")
        client = Kcat({"bootstrap.servers": self.place["bootstrap"]})
        self.assertEqual(client.brokers(), {1})
        self.assertIsNone(self.tell("kill 1")["brokers"][0]["pid"])
        self.assertNotIn(broker["pid"], processes_of(self.folder))
        self.assertIn("does not run", self.tell("pause 1")["error"])
        self.assertIn("no broker 2", self.tell("start 2")["error"])
        self.assertIn("no command", self.tell("launch 1")["error"])
        started = self.tell("start 1")
        self.assertEqual(started["ok"], "start 1")
        self.assertIn(started["brokers"][0]["pid"], processes_of(self.folder))
        self.assertEqual(self.tell("wait")["ok"], "wait")
        self.assertEqual(client.brokers(), {1})
        self.tell("pause 1")
        self.assertIsNone(client.metadata())
        self.tell("resume 1")
        self.tell("wait")
        self.assertEqual(client.brokers(), {1})
        assert self.program.stdin is not None
        self.program.stdin.close()
        self.assertEqual(self.program.wait(PATIENCE_SECONDS), 0)
        self.assertEqual(processes_of(self.folder), [])
        self.assertFalse(self.folder.exists())

    def test_nothing_is_left_after_a_kill(self) -> None:
        self.assertIn(self.place["brokers"][0]["pid"], processes_of(self.folder))
        self.assertTrue((self.folder / "1" / "data").is_dir())
        self.program.send_signal(signal.SIGKILL)
        self.assertEqual(self.program.wait(PATIENCE_SECONDS), -signal.SIGKILL)
        wait_until(lambda: not self.folder.exists() and not processes_of(self.folder),
                   PATIENCE_SECONDS, "clearing up")


if __name__ == "__main__":
    unittest.main()
