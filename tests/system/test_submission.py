"""What the relay says to a test mail: later, or never."""

import unittest

from tests.system.scenario import Scenario


class SubmissionTest(Scenario):
    def test_greylisted_mail_is_one_mail(self) -> None:
        self.watch("anna")
        self.host.greylist("anna", times=1)
        self.settings.probe("inbound", "anna", retry="1s")
        with self.monitor() as sonde:
            result = sonde.wait_results("inbound")[0]
        self.assert_delivered(sonde, "inbound")
        [scheduled] = sonde.events("mail.scheduled")
        [deferred] = sonde.events("mail.deferred")
        [sent] = sonde.events("mail.sent")
        self.assertEqual({event.mail_id for event in (scheduled, deferred, sent)},
                         {result.mail_id})
        self.assertEqual(deferred.data["why"], "temporary")
        self.assertEqual(deferred.data["smtp"]["code"], 450)
        self.assertEqual(sent.data["smtp"]["attempts"], 2)
        self.assertEqual(sent.data["token"], scheduled.data["token"])
        self.assertTrue(sent.data["message_id"].startswith(scheduled.data["token"] + "@"))
        first, second = self.host.attempts("anna")
        self.assertTrue(first.action.startswith("450"))
        self.assertEqual(second.action, "DUNNO")
        self.assertEqual(first.request.recipient, second.request.recipient)
        self.assertEqual(sonde.events("alert"), [])

    def test_refused_mail_has_no_result(self) -> None:
        self.watch("anna")
        self.host.refuse("anna", 550, "5.7.1 we do not like you")
        self.settings.probe("inbound", "anna", every="2s")
        with self.monitor() as sonde:
            opened = sonde.wait_alert("refused", "opened", "inbound")
            self.host.clear("anna")
            closed = sonde.wait_alert("refused", "closed", "inbound")
            sonde.wait_results("inbound", outcome="delivered")
        failed = sonde.events("mail.send_failed")
        self.assertEqual(failed[0].data["why"], "permanent")
        self.assertEqual(failed[0].data["smtp"]["code"], 550)
        self.assertIn("we do not like you", failed[0].data["detail"])
        refused = {event.mail_id for event in failed}
        self.assertEqual([event for event in sonde.results() if event.mail_id in refused], [])
        self.assertEqual(opened.data["severity"], "critical")
        self.assertEqual(opened.data["evidence"], [failed[0].mail_id])
        self.assertEqual(closed.data["alert_id"], opened.data["alert_id"])
        self.assert_delivered(sonde, "inbound")


if __name__ == "__main__":
    unittest.main()
