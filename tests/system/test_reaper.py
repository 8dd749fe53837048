"""Test mails that nobody claims are deleted by `run` as it looks; copies are one result."""

import email.policy
import tempfile
import unittest
from pathlib import Path

from tests.support.mailhost import wait_until
from tests.support.mailsonde import Leftovers, Mailsonde
from tests.system.scenario import PATIENCE_SECONDS, Scenario

REAPED = " reaped "
AS_IT_CAME = email.policy.default.clone(refold_source="none")


class ReaperTest(Scenario):
    def setUp(self) -> None:
        super().setUp()
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="mailsonde-"))
        self.config = Path(folder) / "mailsonde.yaml"

    def test_run_reaps_leftovers(self) -> None:
        self.watch("anna")
        self.settings.probe("inbound", "anna", every="1s")
        self.settings.top["reaper"] = {"per_look": 2}
        self.settings.write(self.config)
        left = Leftovers(self.host, self.config, "anna")
        for folder in ("INBOX", "INBOX", "INBOX", "INBOX", "Junk"):
            left.put_left_over(folder, hours=72)
        left.put_what_must_stay()
        before = left.snapshot()
        with Mailsonde(self.settings) as sonde:
            sonde.wait_for(lambda journal: not left.remaining(), "end of all leftovers")
            sonde.wait_results("inbound", 3)
            # Whatever else would be deleted by mistake had its chance.
            sonde.restart()
            sonde.wait_results("inbound", len(sonde.results("inbound")) + 3)
            sonde.drain()
            sonde.wait_for(lambda journal: not left.changes(before), "end of all other test mails")
            sonde.stop()
            self.check_one_result_each(sonde)
            self.assert_delivered(sonde, "inbound")
            told = [line for line in sonde.log().splitlines() if REAPED in line]
        self.assertEqual(len(told), len(left.expected_to_go), told)
        for token in left.expected_to_go:
            self.assertTrue(any(f"token={token}" in line for line in told), told)
        self.assertEqual(left.changes(before), [])

    def test_copies_are_one_result(self) -> None:
        self.watch("anna")
        self.settings.probe("inbound", "anna", deadline="5m", delay={"warn": "4m", "crit": "5m"})
        self.host.hold_for("anna")
        with self.monitor() as sonde:
            sonde.wait_for(lambda journal: journal.of("mail.sent"), "first mail")
            sonde.stop()
            self.assertEqual(self.host.release("anna"), 1)
            self.host.clear("anna")
            self.make_copy("anna")
            # Both lie there before anybody looks.
            sonde.start()
            result = sonde.wait_results("inbound")[0]
        self.assertEqual(result.outcome, "delivered")
        self.assertEqual(result.data["copies"], 2)

    def make_copy(self, user: str) -> None:
        """Put the one test mail of this user there a second time once it has come."""
        mail = wait_until(lambda: self.foreign.test_mails(user), PATIENCE_SECONDS, "the mail")[0]
        copied = self.host.mailbox(user).message(mail).as_bytes(policy=AS_IT_CAME)
        self.host.deliver(user, copied)
        self.assertEqual(len(self.foreign.test_mails(user)), 2)


if __name__ == "__main__":
    unittest.main()
