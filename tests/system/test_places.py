"""Mails that end up elsewhere: in Junk, in folders of filter rules, watched or not."""

import unittest

from tests.support.mailsonde import FILED, FILING_RULE
from tests.system.scenario import Scenario


class PlaceTest(Scenario):
    def test_junk_is_misplaced(self) -> None:
        self.watch("anna")
        self.host.junk("anna")
        self.settings.probe("inbound", "anna")
        with self.monitor() as sonde:
            result = sonde.wait_results("inbound")[0]
            alert = sonde.wait_alert("misplaced", "opened", "inbound")
        self.assertEqual(result.outcome, "junk")
        self.assertFalse(result.data["as_expected"])
        self.assertEqual((result.found["folder"], result.found["junk"]), ("Junk", True))
        self.assertEqual(alert.data["severity"], "warning")
        self.assertEqual(alert.data["evidence"], [result.mail_id])

    def test_misplaced_alert_closes(self) -> None:
        self.watch("anna")
        self.host.junk("anna")
        self.settings.probe("inbound", "anna", every="2s")
        with self.monitor() as sonde:
            opened = sonde.wait_alert("misplaced", "opened", "inbound")
            self.host.clear("anna")
            closed = sonde.wait_alert("misplaced", "closed", "inbound")
            sonde.wait_results("inbound", outcome="delivered")
        self.assertEqual(closed.data["alert_id"], opened.data["alert_id"])
        self.assertEqual(sonde.journal().open_alerts(), [])

    def test_expected_junk_is_fine(self) -> None:
        self.watch("anna")
        self.host.junk("anna")
        self.settings.probe("spam-filter", "anna", expect="junk")
        with self.monitor() as sonde:
            sonde.wait_results("spam-filter")
        self.assert_delivered(sonde, "spam-filter", "Junk")
        self.assertEqual(sonde.events("alert"), [])

    def test_filed_into_a_watched_folder(self) -> None:
        self.watch("anna", sieve=FILING_RULE, folders={"also": [FILED]})
        self.settings.probe("inbound", "anna", every="1s")
        with self.monitor() as sonde:
            sonde.wait_results("inbound", 2)
        self.assert_delivered(sonde, "inbound", FILED)
        self.assertEqual(sonde.events("alert"), [])

    def test_filed_into_the_expected_folder(self) -> None:
        self.watch("anna", sieve=FILING_RULE)
        self.settings.probe("filing", "anna", expect={"folder": FILED})
        with self.monitor() as sonde:
            sonde.wait_results("filing")
        self.assert_delivered(sonde, "filing", FILED)
        self.assertEqual(sonde.events("alert"), [])

    def test_filed_where_nobody_watches(self) -> None:
        self.watch("anna", sieve=FILING_RULE)
        self.settings.probe("inbound", "anna")
        with self.monitor() as sonde:
            result = sonde.wait_results("inbound")[0]
            alert = sonde.wait_alert("misplaced", "opened", "inbound")
        self.assertEqual(result.outcome, "misplaced")
        self.assertEqual((result.found["folder"], result.found["junk"]), (FILED, False))
        self.assertIn(FILED, alert.data["summary"])
        self.assertEqual(sonde.results(outcome="missing"), [])


if __name__ == "__main__":
    unittest.main()
