"""`mailsonde once`: one round trip now, as a Nagios plugin."""

import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.support.mailsonde.program import call
from tests.system.scenario import PATIENCE_SECONDS, Scenario

OK, WARNING, CRITICAL, UNKNOWN = range(4)


class OnceTest(Scenario):
    def setUp(self) -> None:
        super().setUp()
        self.watch("anna")
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="mailsonde-"))
        self.config = Path(folder) / "mailsonde.yaml"

    def once(self, probe: str, expected: int, word: str) -> str:
        """Run it; the first line of its output, which a monitoring system shows."""
        self.settings.write(self.config)
        done: subprocess.CompletedProcess[str] = call(self.config, "once", probe)
        told = f"{done.stdout}\n{done.stderr}"
        self.assertEqual(done.returncode, expected, told)
        self.assertIn(word, done.stdout, told)
        for secret in self.settings.secrets.values():
            self.assertNotIn(secret, told)
        return done.stdout.splitlines()[0]

    def check_mailbox(self, *deleted_in: str) -> None:
        self.foreign.wait_no_test_mail("anna", PATIENCE_SECONDS)
        self.assertEqual(self.foreign.changes("anna", set(deleted_in)), [])

    def test_once_delivered(self) -> None:
        self.settings.probe("inbound", "anna")
        self.once("inbound", OK, "OK")
        self.check_mailbox("INBOX")
        self.assertEqual(len(self.host.attempts("anna")), 1)

    def test_once_slow(self) -> None:
        self.host.slow("anna", 3.0)
        self.settings.probe("inbound", "anna", delay={"warn": "1s", "crit": "40s"})
        self.once("inbound", WARNING, "WARNING")
        self.check_mailbox("INBOX")

    def test_once_lost(self) -> None:
        self.host.lose("anna")
        self.settings.probe("inbound", "anna", deadline="2s", delay={"warn": "2s", "crit": "2s"})
        self.once("inbound", CRITICAL, "CRITICAL")
        self.check_mailbox()

    def test_once_refused(self) -> None:
        self.host.refuse("anna")
        self.settings.probe("inbound", "anna")
        self.once("inbound", CRITICAL, "CRITICAL")
        self.check_mailbox()

    def test_once_unknown_probe(self) -> None:
        self.settings.probe("inbound", "anna")
        self.settings.write(self.config)
        done = call(self.config, "once", "outbound")
        self.assertEqual(done.returncode, UNKNOWN, done.stdout + done.stderr)
        self.assertIn("outbound", done.stdout + done.stderr)
        self.check_mailbox()


if __name__ == "__main__":
    unittest.main()
