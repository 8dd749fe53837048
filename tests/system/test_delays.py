"""Mails that come slowly, too late, or never."""

import unittest

from tests.support.mailsonde import Journal
from tests.system.scenario import Scenario

LIMITS = {"warn": "3s", "crit": "3s"}


class DelayTest(Scenario):
    def test_slow_mail_is_a_warning(self) -> None:
        self.watch("anna")
        # Long enough for a look through all folders: only that proves that it is not there yet.
        self.host.slow("anna", 9.0)
        self.settings.probe("inbound", "anna", delay={"warn": "1s", "crit": "40s"})
        with self.monitor() as sonde:
            alert = sonde.wait_alert("delay", "opened", "inbound")
            result = sonde.wait_results("inbound")[0]
        self.assertLess(alert.time, result.time, "told only when it was there")
        self.assertEqual(alert.data["severity"], "warning")
        self.assertEqual(alert.data["evidence"], [result.mail_id])
        self.assert_delivered(sonde, "inbound")
        self.assertGreaterEqual(result.found["delay_at_most_ms"], 8000)
        self.assertEqual([event.data["rule"] for event in sonde.journal().open_alerts()],
                         ["delay"])

    def test_delay_alert_closes(self) -> None:
        self.watch("anna")
        self.host.slow("anna", 4.0)
        self.settings.probe("inbound", "anna", every="2s", delay={"warn": "1s", "crit": "40s"})
        with self.monitor() as sonde:
            opened = sonde.wait_alert("delay", "opened", "inbound")
            self.host.clear("anna")
            closed = sonde.wait_for(
                lambda journal: [event for event in journal.alerts("delay", "inbound", "closed")
                                 if not journal.open_alerts("inbound")],
                "closed alert delay")
        self.assertEqual(closed[0].data["alert_id"], opened.data["alert_id"])

    def test_late_mail_corrects_its_result(self) -> None:
        self.watch("anna")
        self.host.hold_for("anna")
        self.settings.probe("inbound", "anna", every="2s", deadline="3s", delay=LIMITS)
        with self.monitor() as sonde:
            missing = sonde.wait_results("inbound", outcome="missing")[0]
            opened = sonde.wait_alert("missing", "opened", "inbound")
            self.host.clear("anna")

            def corrected(journal: Journal) -> bool:
                # Again: a mail under way to the relay may come into the hold a moment later.
                self.host.release("anna")
                return bool(journal.of("late")) and not journal.uncorrected()
            sonde.wait_for(corrected, "correction of all missing results")
            closed = sonde.wait_alert("missing", "closed", "inbound")
            sonde.wait_for(lambda journal: not journal.open_alerts(), "end of all alerts")
        late = {event.mail_id: event for event in sonde.events("late")}
        self.assertEqual(late[missing.mail_id].found["folder"], "INBOX")
        self.assertGreaterEqual(late[missing.mail_id].found["delay_at_most_ms"], 3000)
        self.assertEqual(opened.data["severity"], "critical")
        self.assertEqual(closed.data["alert_id"], opened.data["alert_id"])

    def test_lost_mail_is_missing(self) -> None:
        self.watch("anna")
        self.host.lose("anna")
        self.settings.probe("inbound", "anna", deadline="3s", delay=LIMITS)
        with self.monitor() as sonde:
            result = sonde.wait_results("inbound")[0]
            alert = sonde.wait_alert("missing", "opened", "inbound")
        self.assertEqual(result.outcome, "missing")
        self.assertFalse(result.data["as_expected"])
        self.assertFalse(result.found)
        self.assertGreaterEqual(result.data["last_complete_look"], result.data["deadline_at"])
        self.assertEqual(alert.data["severity"], "critical")
        self.assertEqual(alert.data["evidence"], [result.mail_id])
        self.assertEqual([event.data["rule"] for event in sonde.journal().open_alerts()],
                         ["missing"])

    def test_nothing_was_expected_and_nothing_came(self) -> None:
        self.watch("anna")
        self.host.lose("anna")
        self.settings.probe("virus-filter", "anna", expect="nothing", deadline="2s",
                            delay={"warn": "2s", "crit": "2s"})
        with self.monitor() as sonde:
            result = sonde.wait_results("virus-filter")[0]
        self.assertEqual(result.outcome, "missing")
        self.assertTrue(result.data["as_expected"])
        self.assertEqual(sonde.events("alert"), [])


if __name__ == "__main__":
    unittest.main()
