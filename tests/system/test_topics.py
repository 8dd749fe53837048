"""`mailsonde topics` on a real broker: the topics are those of the AsyncAPI document."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

from tests.support.kafka import KafkaCluster
from tests.support.kafka.topics import config_of, layout_of, set_config
from tests.support.mailsonde import Settings, call
from tests.support.mailsonde.program import ROOT, service

FIRST = "mailsonde.mail.v1"


def described() -> dict[str, dict[str, Any]]:
    """The Kafka binding of each topic."""
    document = json.loads((ROOT / "shared/model/asyncapi.json").read_text())
    return {channel["address"].replace("{prefix}", "mailsonde"): channel["bindings"]["kafka"]
            for channel in document["channels"].values()}


class KafkaTopicsTest(unittest.TestCase):
    def setUp(self) -> None:
        self.kafka = self.enterContext(KafkaCluster(1))
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def config(self, **more: Any) -> Path:
        settings = Settings()
        settings.routes["relay"] = {
            "smtp": {"host": "127.0.0.1", "port": 9, "tls": "none"}, "from": "probe@probe.test"}
        settings.mailboxes["anna"] = {
            "address": "anna@probe.test", "imap": {"host": "127.0.0.1", "port": 9, "tls": "none"},
            "auth": {"user": "anna", "password": settings.secret("anna", "unused")}}
        settings.probe("to-anna", "anna")
        settings.top["kafka"] = {"brokers": self.kafka.bootstrap.split(","), "tls": "off",
                                 "replication": 1} | more
        file = self.folder / "mailsonde.yaml"
        settings.write(file)
        return file

    def succeed(self, config: Path, word: str) -> None:
        done = call(config, "topics", word)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def refusal(self, config: Path, word: str = "verify") -> str:
        done = call(config, "topics", word)
        self.assertEqual(done.returncode, 1)
        return done.stderr

    def test_topics_are_made_as_the_document_describes_them(self) -> None:
        config = self.config()
        for _ in range(2):
            self.succeed(config, "create")
            self.succeed(config, "verify")
        self.assertEqual(len(described()), 5)
        for name, binding in described().items():
            with self.subTest(topic=name):
                self.assertEqual(layout_of(self.kafka.bootstrap, name),
                                 [1] * binding["partitions"])
                found = config_of(self.kafka.bootstrap, name)
                for key, wanted in binding["topicConfiguration"].items():
                    told = ",".join(wanted) if isinstance(wanted, list) else str(wanted)
                    self.assertEqual(found[key], told, key)

    def test_settings_that_lose_events_are_refused_until_they_are_mended(self) -> None:
        config = self.config()
        self.succeed(config, "create")
        set_config(self.kafka.bootstrap, FIRST, {"retention.ms": "3600000",
                                                 "segment.bytes": "1048577"})
        told = self.refusal(config)
        self.assertIn(f"{FIRST} has ", told)
        self.assertIn("`mailsonde topics create` sets it", told)
        for name in ("sender", "checker"):
            done = subprocess.run(service(name, config), capture_output=True, text=True,
                                  timeout=60, check=False)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("`mailsonde topics create` sets it", done.stderr)
        self.succeed(config, "create")
        self.succeed(config, "verify")
        now = config_of(self.kafka.bootstrap, FIRST)
        self.assertEqual(now["retention.ms"], "604800000")
        self.assertEqual(now["message.timestamp.type"], "LogAppendTime")
        self.assertEqual(now["segment.bytes"], "1048577", "what an operator tuned stays")

    def test_too_few_replicas_are_told_by_both_commands(self) -> None:
        self.succeed(self.config(), "create")
        config = self.config(replication=3)
        for word in ("create", "verify"):
            self.assertIn(f"{FIRST} has a partition with 1 replicas, kafka.replication wants 3",
                          self.refusal(config, word))

    def test_what_stays_for_ever_is_refused(self) -> None:
        self.kafka.create_topic(FIRST, 12)
        told = self.refusal(self.config())
        self.assertIn(f"{FIRST} has 12 partitions, wanted are 24", told)
        self.assertIn("choose another topics.prefix", told)


if __name__ == "__main__":
    unittest.main()
