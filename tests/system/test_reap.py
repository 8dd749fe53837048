"""`mailsonde reap`: what lies below the watermarks, on the spot."""

import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.support.mailhost import wait_until
from tests.support.mailsonde import Leftovers, Mailsonde
from tests.support.mailsonde.program import call
from tests.system.scenario import PATIENCE_SECONDS, Scenario

DONE, FAILED = 0, 1
# Far from where a first look of `run` begins.
ARRIVED_HOURS_AGO = 80.0


class ReapTest(Scenario):
    def setUp(self) -> None:
        super().setUp()
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="mailsonde-"))
        self.config = Path(folder) / "mailsonde.yaml"

    def leave_behind(self, *folders: str) -> Leftovers:
        self.settings.write(self.config)
        left = Leftovers(self.host, self.config, "anna")
        for folder in folders:
            left.put_left_over(folder, 90, ARRIVED_HOURS_AGO)
        return left

    def reap(self, config: Path, expected: int, *words: str) -> str:
        done: subprocess.CompletedProcess[str] = call(config, "reap", *words)
        told = f"{done.stdout}\n{done.stderr}"
        self.assertEqual(done.returncode, expected, told)
        for secret in self.settings.secrets.values():
            self.assertNotIn(secret, told)
        return told

    def test_reap_finds_what_lies_below_the_marks(self) -> None:
        self.watch("anna")
        self.settings.probe("inbound", "anna")
        left = self.leave_behind("INBOX", "INBOX", "Junk", "Archive", "&AMQ-rger")
        staying = left.put_what_must_stay(ARRIVED_HOURS_AGO)
        before = left.snapshot()
        told = self.reap(self.config, DONE, "--dry-run")
        self.assertEqual(left.snapshot(), before, "a dry run leaves no trace at all")
        self.assertEqual(told.count("would delete"), 5, told)
        self.assertIn("Ärger", told)
        self.assertEqual(told.count("kept: "), staying, told)
        for reason in ("too young", "from the future", "forged", "answers or forwards",
                       "in one place only"):
            self.assertIn(reason, told)
        told = self.reap(self.config, DONE, "--limit", "2")
        self.assertIn(f"2 deleted, {staying + 3} kept", told)
        self.assertEqual(len(left.remaining()), 3)
        self.assertIn(f"3 deleted, {staying} kept", self.reap(self.config, DONE))
        self.assertEqual(left.remaining(), set())
        self.assertEqual(left.changes(before), [])
        self.assertIn(f"0 deleted, {staying} kept", self.reap(self.config, DONE))
        self.assertFalse((self.config.parent / "data").exists(), "it made a log")

    def test_reap_beside_a_running_service(self) -> None:
        self.watch("anna")
        self.settings.probe("inbound", "anna", every="1s")
        left = self.leave_behind("INBOX", "Archive")
        before = left.snapshot()
        with Mailsonde(self.settings) as sonde:
            sonde.wait_results("inbound", 1)
            self.assertIn("2 deleted", self.reap(sonde.config, DONE))
            sonde.wait_results("inbound", len(sonde.results("inbound")) + 3)
            sonde.drain()
            sonde.wait_for(lambda journal: not left.changes(before), "end of all other test mails")
            sonde.stop()
            self.check_one_result_each(sonde)
            self.assert_delivered(sonde, "inbound")
        self.assertEqual(left.remaining(), set())
        self.assertEqual(left.changes(before), [])

    def test_reap_in_a_big_mailbox(self) -> None:
        self.watch("anna", bulk=20_000)
        self.settings.probe("inbound", "anna")
        left = self.leave_behind("INBOX", "Archive")
        before = left.snapshot()
        self.assertIn("2 deleted, 0 kept", self.reap(self.config, DONE))
        self.assertEqual(left.remaining(), set())
        self.assertEqual(left.changes(before), [])

    def test_reap_after_a_refused_login(self) -> None:
        self.watch("anna")
        self.settings.probe("inbound", "anna")
        left = self.leave_behind("INBOX")
        self.settings.secrets["mailbox-anna"] = "not-the-password-of-anna"
        self.settings.write(self.config)
        before = left.snapshot()
        told = self.reap(self.config, FAILED)
        self.assertIn("mailsonde: anna: ", told)
        wait_until(lambda: self.host.logins("anna").failed, PATIENCE_SECONDS,
                   "the refused login in the log")
        self.assertEqual(self.host.logins("anna").failed, 1)
        self.assertEqual(left.snapshot(), before)


if __name__ == "__main__":
    unittest.main()
