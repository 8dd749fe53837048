"""The judge of the crash tests, against evidence made by hand."""

import unittest
from dataclasses import replace
from typing import Any

from tests.support.mailsonde import Event, Journal
from tests.system.invariants import Evidence, Submission, violations


def event(kind: str, mail: str, **data: Any) -> Event:
    about = {"mail_id": mail, "probe": "inbound", "mailbox": "anna", "slot": f"slot of {mail}"}
    return Event(kind, f"{mail}/{kind}/{data.get('phase', '')}", "/mailsonde", "inbound", 5.0,
                 {"mail": about} | data)


def life(mail: str, outcome: str = "delivered") -> list[Event]:
    return [event("mail.scheduled", mail, token=f"token of {mail}"), event("mail.sent", mail),
            event("result", mail, outcome=outcome)]


EVENTS = [*life("one"), *life("two")]
CLEAN = Evidence(
    Journal(EVENTS), scheduled={"token of one": 10.0, "token of two": 20.0},
    submissions=[Submission("token of one", 10.1), Submission("token of two", 20.1),
                 Submission("token of two", 33.0)])


def with_events(*more: Event) -> Evidence:
    return replace(CLEAN, journal=Journal([*EVENTS, *more]))


def without(gone: Event) -> Evidence:
    return replace(CLEAN, journal=Journal(one for one in EVENTS if one != gone))


def renamed(original: Event, id: str) -> Event:
    return replace(original, id=id)


class InvariantsTest(unittest.TestCase):
    def test_clean_evidence_is_accepted(self) -> None:
        self.assertEqual(violations(CLEAN), [])

    def test_each_violation_is_seen(self) -> None:
        scheduled, sent, result = EVENTS[:3]
        taken = CLEAN.submissions
        for evidence, complaint in (
                (with_events(result), "written twice"),
                (with_events(renamed(result, "again")), "2 results"),
                (with_events(event("mail.send_unknown", "one")), "2 fates"),
                (without(result), "no result"),
                (without(sent), "a result of a mail that nobody sent"),
                (with_events(*life("three", "missing")), "missing, though it came"),
                (with_events(*life("three", "undetermined")), "undetermined, though it came"),
                (with_events(renamed(scheduled, "again")), "a slot was begun twice"),
                (with_events(event("mail.scheduled", "three", token="token of one")),
                 "two slots have one token"),
                (replace(CLEAN, submissions=[*taken, taken[-1]]), "submitted 3 times"),
                (replace(CLEAN, scheduled={"token of two": 20.0}),
                 "submitted, but never scheduled"),
                (replace(CLEAN, scheduled={"token of one": 10.2, "token of two": 20.0}),
                 "submitted 0.100 s before its record"),
                (replace(CLEAN, left=["a mail"]), "left behind"),
                (replace(CLEAN, changes=["gone"]), "foreign mail"),
                (replace(CLEAN, errors=["error left_behind"]), "logged"),
                (with_events(event("alert", "one", key="k", rule="missing", phase="opened")),
                 "alert still open")):
            with self.subTest(complaint):
                found = violations(evidence)
                self.assertTrue([line for line in found if line.startswith(complaint)], found)

    def test_what_no_relay_took_may_stay_undetermined(self) -> None:
        life = [event("mail.scheduled", "three", token="token of three"),
                event("mail.send_unknown", "three")]
        for outcome, taken, complaints in (
                ("undetermined", [], []),
                ("undetermined", [Submission("token of three", 30.0)],
                 ["undetermined, though it came: three"]),
                ("missing", [], ["missing, though it came: three"])):
            with self.subTest(outcome, taken=bool(taken)):
                evidence = replace(
                    with_events(*life, event("result", "three", outcome=outcome)),
                    submissions=[*CLEAN.submissions, *taken],
                    scheduled=CLEAN.scheduled | {"token of three": 29.0})
                self.assertEqual(violations(evidence), complaints)

    def test_more_doubts_are_more_submissions(self) -> None:
        thrice = replace(CLEAN, submissions=[*CLEAN.submissions, CLEAN.submissions[-1]])
        self.assertEqual(violations(replace(thrice, doubts={"token of two": 2})), [])
        self.assertEqual(violations(replace(thrice, doubts={"token of one": 2})),
                         ["submitted 3 times: token of two"])

    def test_late_mails_need_a_correction(self) -> None:
        missing = replace(with_events(*life("three", "missing")), late=True)
        self.assertEqual(violations(missing), ["missing, though it came: three"])
        corrected = [*EVENTS, *life("three", "missing"), event("late", "three")]
        self.assertEqual(violations(replace(missing, journal=Journal(corrected))), [])


if __name__ == "__main__":
    unittest.main()
