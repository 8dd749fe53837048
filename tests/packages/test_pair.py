"""The units of the pair under systemd, on a real Apache Kafka."""

import json
import unittest

from tests.packages.clean_root import CleanRoot
from tests.packages.installed import configure
from tests.packages.machine import Machine
from tests.support.kafka import KafkaCluster
from tests.support.mailhost import MailHost, wait_until
from tests.support.mailsonde import Settings

PATIENCE_SECONDS = 90.0
UNITS = ("mailsonde-checker.service", "mailsonde-sender.service")
AS_ITSELF = ("setpriv", "--reuid=mailsonde", "--regid=mailsonde", "--init-groups", "mailsonde")


class PairTest(unittest.TestCase):
    def setUp(self) -> None:
        self.root = self.enterContext(CleanRoot(installed=True))
        self.host = self.enterContext(MailHost())
        for user in ("probe", "anna"):
            self.host.add_user(user)
        self.settings = Settings()
        self.settings.route("relay", self.host, "probe")
        self.settings.mailbox("anna", self.host)
        self.settings.probe("inbound", "anna", every="2s")

    def test_delivers_over_kafka_in_its_sandbox(self) -> None:
        kafka = self.enterContext(KafkaCluster())
        self.settings.top["kafka"] = {"brokers": [kafka.bootstrap], "tls": "off", "replication": 1,
                                      "session_timeout": "6s"}
        configure(self.root, self.settings, self.host)
        machine = self.enterContext(Machine(self.root))
        machine.run(*AS_ITSELF, "topics", "create")
        machine.run("systemctl", "start", *UNITS)

        def outcomes() -> list[str]:
            said = machine.run(*AS_ITSELF, "tail", "--all", "--json", "--type", "result")
            return [json.loads(line)["data"]["outcome"] for line in said.splitlines()]

        wait_until(lambda: len(outcomes()) >= 2, PATIENCE_SECONDS, "two results", interval=0.5)
        self.assertEqual(set(outcomes()), {"delivered"})
        machine.run("systemctl", "stop", *UNITS)
        for unit in UNITS:
            self.assertEqual(machine.show(unit, "Result"), "success", machine.journal(unit))
            self.assertIn("info stopped", machine.journal(unit))

    def test_says_that_it_needs_kafka(self) -> None:
        configure(self.root, self.settings, self.host)
        machine = self.enterContext(Machine(self.root))
        for unit in UNITS:
            machine.run("systemctl", "start", unit, status=None)
            wait_until(lambda unit=unit: "this needs `kafka`" in machine.journal(unit), PATIENCE_SECONDS, "why")
            machine.run("systemctl", "stop", unit)


if __name__ == "__main__":
    unittest.main()
