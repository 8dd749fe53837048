"""The SMTP and the IMAP client against real servers."""

import json
import os
import secrets
import subprocess
import unittest
from types import TracebackType
from typing import Any

from tests.support.mailhost import MailHost

DRIVER = os.environ.get("MAILSONDE_CLIENTS_DRIVER", "build/dev/tests/integration/"
                        "mailsonde_clients_driver")
TO_MONITOR_FOLDER = """
require ["fileinto", "mailbox"];
fileinto :create "Monitoring";
"""
TO_ELSEWHERE = TO_MONITOR_FOLDER.replace("Monitoring", "Elsewhere")
FOREIGN = b"From: colleague@example.test\r\nMessage-ID: <%s@example.test>\r\n\r\nlunch?\r\n"

Answer = dict[str, Any]


def new_token() -> str:
    """Of token shape; nobody here asks for the MAC."""
    letters = [secrets.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(51)]
    return "ms1." + "".join(letters[:25]) + "a." + "".join(letters[25:])


class Clients:
    """A process with one client of each kind."""

    def __init__(self, host: MailHost, user: str, **changes: Any) -> None:
        """:param changes: of both servers' options: tls, password, ca_file, also."""
        self.user = f"{user}@probe.test"
        options = {"tls": "implicit", "user": self.user, "ca_file": str(host.ca_file),
                   "password": host.credentials[self.user], **changes}
        implicit = options["tls"] == "implicit"
        smtp = host.smtps_port if implicit else host.submission_port
        imap = host.imaps_port if implicit else host.imap_port
        self._process = subprocess.Popen([DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         text=True, bufsize=1)
        self._say({"smtp": {**options, "port": smtp}, "imap": {**options, "port": imap}})

    def __enter__(self) -> "Clients":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        try:
            self._process.communicate(timeout=20)
        finally:
            self._process.kill()

    def _say(self, words: Answer) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")

    def do(self, what: str, **details: Any) -> Answer:
        assert self._process.stdout is not None
        self._say({"do": what, **details})
        return json.loads(self._process.stdout.readline())

    def submit(self, token: str, to: str | None = None) -> Answer:
        return self.do("submit", token=token, to=to or self.user, **{"from": self.user})

    def look(self, sweep: bool = False) -> Answer:
        return self.do("look", sweep=sweep)


class ClientsCase(unittest.TestCase):
    """One host for all tests of a class; each test makes its own users."""

    host: MailHost

    @classmethod
    def setUpClass(cls) -> None:
        cls.host = cls.enterClassContext(MailHost())

    def clients(self, user: str, sieve: str | None = None, **changes: Any) -> Clients:
        self.host.add_user(user, sieve=sieve)
        return self.enterContext(Clients(self.host, user, **changes))

    def deliver(self, clients: Clients) -> str:
        """Submit one mail and wait until it lies in the mailbox; its token."""
        token = new_token()
        self.assert_accepted(clients.submit(token))
        self.host.mailbox(clients.user).wait_for(f"<{token}@probe.test>")
        return token

    def assert_accepted(self, answer: Answer) -> None:
        self.assertIsNone(answer["failure"], answer["detail"])
        self.assertEqual(answer["code"], 250)

    def assert_complete(self, look: Answer) -> None:
        self.assertIsNone(look["failure"])
        self.assertEqual(look["unreadable"], [])
        self.assertTrue(look["complete"])

    def assert_sees(self, look: Answer, token: str, kind: str, folder: str) -> None:
        """Exactly this mail, and nothing was left unread."""
        self.assert_complete(look)
        self.assertEqual([(mail["kind"], mail["place"]["folder"]) for mail in look["mails"]],
                         [(kind, folder)])
        self.assertIn(token, look["mails"][0]["header"])
        self.assertTrue(look["mails"][0]["dated"])


class SubmitTest(ClientsCase):
    def test_the_relay_has_what_was_accepted(self) -> None:
        for tls in ("implicit", "starttls"):
            with self.subTest(tls=tls):
                clients = self.clients(f"sender-{tls}", tls=tls)
                answer = clients.submit(new_token())
                self.assert_accepted(answer)
                self.assertIn("smtp.tls", answer["phases"])
                self.assertIn(answer["queue_id"],
                              {line.queue_id for line in self.host.smtp_log()})
                self.assertFalse(clients.do("close")["connected"])

    def test_a_refused_recipient_costs_no_connection(self) -> None:
        clients = self.clients("refused")
        refused = clients.submit(new_token(), to="nobody@probe.test")
        self.assertEqual((refused["failure"], refused["code"], refused["phase"]),
                         ("permanent", 550, "smtp.rcpt"))
        accepted = clients.submit(new_token())
        self.assert_accepted(accepted)
        self.assertNotIn("smtp.connect", accepted["phases"])

    def test_greylisting_is_temporary(self) -> None:
        clients = self.clients("grey")
        self.host.greylist("grey", times=1)
        token = new_token()
        deferred = clients.submit(token)
        self.assertEqual((deferred["failure"], deferred["code"]), ("temporary", 450))
        self.assert_accepted(clients.submit(token))

    def test_a_wrong_password_is_about_authentication(self) -> None:
        refused = self.clients("smtp-wrong", password="wrong").submit(new_token())
        self.assertEqual((refused["failure"], refused["code"]), ("authentication", 535))

    def test_an_unknown_authority_is_about_tls(self) -> None:
        for tls in ("implicit", "starttls"):
            with self.subTest(tls=tls):
                refused = self.clients(f"untrusting-{tls}", ca_file="", tls=tls).submit(new_token())
                self.assertEqual(refused["failure"], "tls")

    def test_a_restart_between_two_mails_is_not_noticed(self) -> None:
        clients = self.clients("smtp-restart")
        self.assert_accepted(clients.submit(new_token()))
        self.host.stop_smtp()
        self.host.start_smtp()
        again = clients.submit(new_token())
        self.assert_accepted(again)
        self.assertIn("smtp.connect", again["phases"])
        self.host.stop_smtp()
        down = clients.submit(new_token())
        self.host.start_smtp()
        self.assertEqual((down["failure"], down["maybe_accepted"]), ("connection", False))


class LookTest(ClientsCase):
    def test_a_delivered_mail_is_seen_in_one_look(self) -> None:
        for tls in ("implicit", "starttls"):
            with self.subTest(tls=tls):
                clients = self.clients(f"reader-{tls}", tls=tls)
                self.assert_sees(self.first_look_at(clients), self.token, "inbox", "INBOX")
                kept = clients.look()
                self.assert_complete(kept)
                self.assertEqual(kept["mails"], [])
                self.assertNotIn("imap.connect", kept["phases"])
                second = self.deliver(clients)
                self.assert_sees(clients.look(), second, "inbox", "INBOX")
                self.assertFalse(clients.do("close")["connected"])
                self.assertEqual(self.host.logins(clients.user).clear_text, 0)

    def first_look_at(self, clients: Clients) -> Answer:
        self.token = self.deliver(clients)
        return clients.look()

    def test_junk_and_watched_folders_are_known(self) -> None:
        junk = self.clients("junk")
        self.host.junk("junk")
        self.assert_sees(self.first_look_at(junk), self.token, "junk", "Junk")
        watched = self.clients("watched", TO_MONITOR_FOLDER, also=["Monitoring"])
        self.assert_sees(self.first_look_at(watched), self.token, "watched", "Monitoring")

    def test_only_a_sweep_finds_what_lies_elsewhere(self) -> None:
        clients = self.clients("elsewhere", TO_ELSEWHERE)
        plain = self.first_look_at(clients)
        self.assert_complete(plain)
        self.assertEqual((plain["mails"], plain["swept"]), ([], False))
        swept = clients.look(sweep=True)
        self.assert_sees(swept, self.token, "other", "Elsewhere")
        self.assertTrue(swept["swept"])

    def test_a_watched_folder_that_appears_later_is_found_by_a_sweep(self) -> None:
        clients = self.clients("later", TO_MONITOR_FOLDER, also=["Monitoring"])
        self.assert_complete(clients.look())
        token = self.deliver(clients)
        self.assert_sees(clients.look(sweep=True), token, "watched", "Monitoring")
        second = self.deliver(clients)
        self.assert_sees(clients.look(), second, "watched", "Monitoring")

    def test_looking_leaves_no_trace(self) -> None:
        clients = self.clients("trace", TO_ELSEWHERE)
        self.deliver(clients)
        for folder in ("INBOX", "Junk", "Archive"):
            self.host.deliver("trace", FOREIGN % folder.encode(), folder=folder)
        mailbox = self.host.mailbox("trace")
        before = mailbox.snapshot()
        for sweep in (False, True, False):
            self.assert_complete(clients.look(sweep=sweep))
        clients.do("close")
        self.assertEqual(mailbox.snapshot(), before)

    def test_a_wrong_password_is_a_refused_login(self) -> None:
        look = self.clients("imap-wrong", password="wrong").look()
        self.assertTrue(look["refused_login"], look["failure"])
        self.assertFalse(look["complete"])

    def test_a_restart_between_two_looks_is_not_noticed(self) -> None:
        clients = self.clients("imap-restart")
        self.assert_complete(clients.look())
        token = self.deliver(clients)
        self.host.stop_imap()
        self.host.start_imap()
        again = clients.look()
        self.assert_sees(again, token, "inbox", "INBOX")
        self.assertIn("imap.connect", again["phases"])
        self.host.stop_imap()
        down = clients.look()
        self.host.start_imap()
        self.assertIsNotNone(down["failure"])
        self.assertFalse(down["refused_login"])
        self.assert_complete(clients.look())


class RemoveTest(ClientsCase):
    def test_removes_ours_and_nothing_else(self) -> None:
        clients = self.clients("remove")
        self.host.deliver("remove", FOREIGN % b"kept")
        self.host.deliver("remove", FOREIGN % b"flagged")
        with self.host.human("remove") as session:
            session.select("INBOX")
            session.store("2", "+FLAGS", r"(\Deleted)")
        token = self.deliver(clients)
        mailbox = self.host.mailbox("remove")
        foreign = mailbox.snapshot().foreign()
        found = clients.look()["mails"]
        self.assertEqual(len(found), 1)
        ours = {"place": found[0]["place"], "token": token}
        other = {"place": {**ours["place"], "uid": 1}, "token": token}
        gone = {"place": {**ours["place"], "uid": 99}, "token": token}
        removed = clients.do("remove", mails=[other, ours, gone])
        self.assertIsNone(removed["failure"])
        self.assertEqual(removed["outcomes"], ["not_ours", "expunged", "already_gone"])
        after = mailbox.snapshot()
        self.assertEqual(len(after.mails), 2)
        self.assertEqual({(mail.uid, r"\Deleted" in mail.flags) for mail in after.mails},
                         {(1, False), (2, True)})
        self.assertEqual(after.foreign().uid_validity, foreign.uid_validity)
        self.assert_complete(clients.look())


if __name__ == "__main__":
    unittest.main()
