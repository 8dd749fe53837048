"""The private mail servers themselves: what the other tests rely on must be true here."""

import imaplib
import os
import signal
import smtplib
import ssl
import subprocess
import sys
import time
import unittest
from dataclasses import replace
from email.utils import make_msgid
from pathlib import Path

from tests.support.mailhost import Attempt, MailHost, MailHostError, wait_until
from tests.support.mailhost.behaviour import Request, greylist
from tests.support.mailhost.ports import refuses
from tests.support.mailhost.process import processes_of

TO_MONITOR_FOLDER = """
require ["fileinto", "mailbox"];
if header :contains "Subject" "probe" { fileinto :create "Mailsonde"; stop; }
"""
REPOSITORY = Path(__file__).resolve().parents[2]


def text_of(message_id: str, subject: str = "a probe") -> bytes:
    return (f"From: probe@probe.test\r\nMessage-ID: {message_id}\r\nSubject: {subject}\r\n"
            f"\r\nOne line.\r\n").encode()


class HostCase(unittest.TestCase):
    """One host for all tests of a class; each test makes its own users."""

    host: MailHost

    @classmethod
    def setUpClass(cls) -> None:
        cls.host = cls.enterClassContext(MailHost())
        cls.host.add_user("probe")

    def submit(self, recipient: str, message_id: str | None = None) -> str:
        """Send one mail over implicit TLS; the Message-ID."""
        message_id = message_id or make_msgid(domain="probe.test")
        with smtplib.SMTP_SSL(self.host.host, self.host.smtps_port, timeout=20,
                              context=self.host.tls_context()) as client:
            client.login("probe@probe.test", self.host.credentials["probe@probe.test"])
            client.sendmail("probe@probe.test", [recipient], text_of(message_id))
        return message_id

    def refusal(self, recipient: str) -> tuple[int, bytes]:
        """What the server answers to RCPT TO when it refuses."""
        with self.assertRaises(smtplib.SMTPRecipientsRefused) as refused:
            self.submit(recipient)
        return refused.exception.recipients[recipient]

    def arrived_in(self, user: str, message_id: str) -> list[str]:
        return [mail.folder for mail in self.host.mailbox(user).wait_for(message_id)]


class SubmissionTest(HostCase):
    def test_implicit_tls_submission_arrives(self) -> None:
        self.host.add_user("tls")
        self.assertEqual(self.arrived_in("tls", self.submit("tls@probe.test")), ["INBOX"])

    def test_starttls_submission_arrives(self) -> None:
        account = self.host.add_user("starttls@example.test")
        with smtplib.SMTP(self.host.host, self.host.submission_port, timeout=20) as client:
            client.ehlo()
            self.assertNotIn("auth", client.esmtp_features)
            with self.assertRaises(smtplib.SMTPSenderRefused) as refused:
                client.sendmail(account.address, [account.address], text_of("<no-tls@probe.test>"))
            self.assertEqual(refused.exception.smtp_code, 530)
            client.rset()
            client.starttls(context=self.host.tls_context())
            client.login(account.address, account.password)
            client.sendmail(account.address, [account.address], text_of("<tls@probe.test>"))
        self.assertEqual(self.arrived_in(account.address, "<tls@probe.test>"), ["INBOX"])

    def test_wrong_password_and_missing_auth_are_refused(self) -> None:
        self.host.add_user("careful")
        with smtplib.SMTP_SSL(self.host.host, self.host.smtps_port, timeout=20,
                              context=self.host.tls_context()) as client:
            client.ehlo()
            with self.assertRaises(smtplib.SMTPAuthenticationError) as refused:
                client.user, client.password = "careful@probe.test", "wrong"
                client.auth("PLAIN", client.auth_plain)
            self.assertEqual(refused.exception.smtp_code, 535)
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                client.sendmail("a@probe.test", ["careful@probe.test"], text_of("<x@probe.test>"))

    def test_mx_port_takes_local_recipients_only(self) -> None:
        self.host.add_user("mx")
        with smtplib.SMTP(self.host.host, self.host.smtp_port, timeout=20) as client:
            client.sendmail("a@elsewhere.test", ["mx@probe.test"], text_of("<mx@probe.test>"))
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                client.sendmail("a@elsewhere.test", ["b@elsewhere.test"], text_of("<y@a.test>"))
        self.assertEqual(self.arrived_in("mx", "<mx@probe.test>"), ["INBOX"])

    def test_unknown_recipient_is_refused(self) -> None:
        code, text = self.refusal("nobody@probe.test")
        self.assertEqual(code, 550)
        self.assertIn(b"5.1.1", text)

    def test_detail_of_an_address_reaches_the_mailbox(self) -> None:
        self.host.add_user("detail")
        self.assertEqual(self.arrived_in("detail", self.submit("detail+ms1.x@probe.test")),
                         ["INBOX"])

    def test_strangers_do_not_trust_the_certificate(self) -> None:
        with self.assertRaises(ssl.SSLCertVerificationError):
            smtplib.SMTP_SSL(self.host.host, self.host.smtps_port, timeout=20,
                             context=ssl.create_default_context())


class BehaviourTest(HostCase):
    def test_held_mail_arrives_after_release(self) -> None:
        self.host.add_user("held")
        self.host.hold_for("held")
        message_id = self.submit("held@probe.test")
        self.assertEqual(len(self.host.held("held")), 1)
        self.assertEqual(self.host.mailbox("held").find(message_id), [])
        self.assertEqual(self.host.release("held"), 1)
        self.assertEqual(self.arrived_in("held", message_id), ["INBOX"])
        self.assertEqual(self.host.held("held"), [])

    def test_slow_mail_arrives_by_itself_but_not_earlier(self) -> None:
        self.host.add_user("slow")
        self.host.slow("slow", 1.5)
        message_id = self.submit("slow@probe.test")
        accepted = self.host.attempts("slow")[0].time
        self.assertEqual(self.host.mailbox("slow").find(message_id), [])
        self.assertEqual(self.arrived_in("slow", message_id), ["INBOX"])
        self.assertGreaterEqual(time.time() - accepted, 1.5)

    def test_lost_mail_is_accepted_and_thrown_away(self) -> None:
        self.host.add_user("lost")
        self.host.lose("lost")
        message_id = self.submit("lost@probe.test")
        lost = [line for line in self.host.smtp_log()
                if "lost on purpose" in line.text and "to=<lost@probe.test>" in line.text]
        self.assertEqual(len(lost), 1)
        # A later mail overtakes nothing: what was not lost would be there before it.
        self.host.clear("lost")
        self.arrived_in("lost", self.submit("lost@probe.test"))
        self.assertEqual(self.host.mailbox("lost").find(message_id), [])

    def test_refused_recipient_gets_the_given_code(self) -> None:
        self.host.add_user("refused")
        self.host.refuse("refused", 554, "5.7.1 we know you")
        code, text = self.refusal("refused@probe.test")
        self.assertEqual(code, 554)
        self.assertIn(b"5.7.1", text)
        self.assertIn(b"we know you", text)
        self.host.clear("refused")
        self.assertEqual(self.arrived_in("refused", self.submit("refused@probe.test")), ["INBOX"])

    def test_greylisted_mail_is_accepted_at_the_second_attempt(self) -> None:
        self.host.add_user("grey")
        self.host.greylist("grey", times=1)
        self.assertEqual(self.refusal("grey@probe.test")[0], 450)
        self.assertEqual(self.arrived_in("grey", self.submit("grey@probe.test")), ["INBOX"])
        first, second = self.host.attempts("grey")
        self.assertTrue(first.action.startswith("450 4.2.0"))
        self.assertEqual(second.action, "DUNNO")
        self.assertGreater(second.time, first.time)
        self.assertEqual(second.request.sasl_username, "probe@probe.test")

    def test_greylist_counts_time_since_the_first_attempt(self) -> None:
        decide = greylist(times=1, seconds=60)
        request = Request("a@probe.test", "b@probe.test", "", "127.0.0.1", "")
        first = Attempt(1000.0, request, "450")
        self.assertTrue(decide(request, [], 1000.0).startswith("450 4.2.0"))
        self.assertTrue(decide(request, [first], 1059.9).startswith("450 4.2.0"))
        self.assertEqual(decide(request, [first], 1060.0), "DUNNO")
        other = replace(request, sender="c@probe.test")
        self.assertTrue(decide(other, [first], 1060.0).startswith("450 4.2.0"))

    def test_marked_mail_lands_in_junk(self) -> None:
        self.host.add_user("junk")
        self.host.junk("junk")
        self.assertEqual(self.arrived_in("junk", self.submit("junk@probe.test")), ["Junk"])

    def test_duplicated_mail_arrives_twice(self) -> None:
        self.host.add_user("twice")
        self.host.duplicate("twice")
        message_id = self.submit("twice@probe.test")
        self.assertEqual(len(self.host.mailbox("twice").wait_for(message_id, count=2)), 2)

    def test_bounced_mail_returns_to_its_sender(self) -> None:
        self.host.add_user("full")
        self.host.bounce("full", "5.2.2 no room")
        message_id = self.submit("full@probe.test")
        sender = self.host.mailbox("probe")
        report = wait_until(
            lambda: [mail for mail in sender.snapshot().mails
                     if sender.message(mail).get_content_type() == "multipart/report"],
            15, "delivery status report")
        text = sender.message(report[0]).as_string()
        self.assertIn("Status: 5.2.2", text)
        self.assertIn(message_id, text)

    def test_mail_to_other_hosts_is_refused(self) -> None:
        code, text = self.refusal("somebody@elsewhere.invalid")
        self.assertEqual(code, 550)
        self.assertIn(b"delivers nothing to other hosts", text)


class StoreTest(HostCase):
    def test_sieve_files_into_another_folder(self) -> None:
        self.host.add_user("filter", sieve=TO_MONITOR_FOLDER)
        self.assertEqual(self.arrived_in("filter", self.submit("filter@probe.test")),
                         ["Mailsonde"])
        self.host.set_sieve("filter", "keep;")
        self.assertEqual(self.arrived_in("filter", self.submit("filter@probe.test")), ["INBOX"])

    def test_broken_sieve_is_an_error_and_changes_nothing(self) -> None:
        self.host.add_user("broken", sieve=TO_MONITOR_FOLDER)
        with self.assertRaisesRegex(MailHostError, "fileinto"):
            self.host.set_sieve("broken", 'fileinto "Nowhere";')
        self.assertEqual(self.arrived_in("broken", self.submit("broken@probe.test")),
                         ["Mailsonde"])

    def test_special_folders_exist_from_the_start(self) -> None:
        self.host.add_user("folders")
        with self.host.human("folders") as session:
            listed = str(session.list()[1])
        for name in (r'Junk) "." Junk', r'Trash) "." Trash', r'Sent) "." Sent'):
            self.assertIn(name, listed)

    def test_snapshot_changes_nothing_and_sees_what_a_human_does(self) -> None:
        self.host.add_user("human")
        self.host.deliver("human", text_of("<foreign@example.test>", "lunch?"))
        self.host.deliver("human", text_of("<old@example.test>"), folder="Archive",
                          flags=r"(\Seen)")
        mailbox = self.host.mailbox("human")
        before = mailbox.snapshot()
        self.assertEqual(before, mailbox.snapshot())
        self.assertEqual(before.in_folder("INBOX")[0].flags, {r"\Recent"})
        self.assertIn(r"\Seen", before.in_folder("Archive")[0].flags)
        with self.host.human("human") as session:
            session.select("INBOX")
            session.store("1", "+FLAGS", r"(\Deleted)")
        after = mailbox.snapshot()
        self.assertNotEqual(before, after)
        self.assertEqual(after.in_folder("INBOX")[0].flags, {r"\Deleted"})

    def test_own_mail_is_told_from_foreign_mail(self) -> None:
        self.host.add_user("own")
        own = b"X-Mailsonde-Token: ms1.a.b\r\n" + text_of("<own@probe.test>")
        self.host.deliver("own", own)
        self.host.deliver("own", text_of("<foreign@example.test>"))
        foreign = self.host.mailbox("own").snapshot().foreign()
        self.assertEqual([mail.message_id for mail in foreign.mails], ["<foreign@example.test>"])

    def test_twenty_thousand_foreign_mails_within_ten_seconds(self) -> None:
        self.host.add_user("crowd")
        start = time.monotonic()
        self.host.bulk_foreign("crowd", 20_000)
        self.assertLess(time.monotonic() - start, 10)
        with self.host.human("crowd") as session:
            self.assertEqual(session.look("INBOX"), 20_000)
            self.assertEqual(session.recent()[1], [b"20000"])
        with self.assertRaises(MailHostError):
            self.host.bulk_foreign("crowd", 1)


class LoginTest(HostCase):
    def login(self, password: str) -> None:
        """As the program under test does: from 127.0.0.1."""
        with imaplib.IMAP4_SSL(self.host.host, self.host.imaps_port, timeout=20,
                               ssl_context=self.host.tls_context()) as session:
            session.login("login@probe.test", password)

    def test_password_change_and_login_count(self) -> None:
        self.host.add_user("login", "first")
        self.login("first")
        self.host.mailbox("login").snapshot()
        self.host.set_password("login", "other")
        with self.assertRaisesRegex(imaplib.IMAP4.error, "AUTHENTICATIONFAILED"):
            self.login("first")
        self.login("other")
        wait_until(lambda: self.host.logins("login").succeeded == 2, 5, "two logins in the log")
        self.assertEqual(self.host.logins("login").failed, 1)

    def test_login_without_tls_is_told(self) -> None:
        account = self.host.add_user("plain")
        for tls in (True, False):
            with imaplib.IMAP4(self.host.host, self.host.imap_port, timeout=20) as session:
                if tls:
                    session.starttls(self.host.tls_context())
                session.login(account.address, account.password)
        wait_until(lambda: self.host.logins("plain").succeeded == 2, 5, "two logins in the log")
        self.assertEqual(self.host.logins("plain").clear_text, 1)


class OutageTest(HostCase):
    def test_mail_arrives_while_imap_is_down(self) -> None:
        self.host.add_user("outage")
        self.host.stop_imap()
        self.assertTrue(refuses(self.host.imaps_port) and refuses(self.host.imap_port))
        message_id = self.submit("outage@probe.test")
        self.host.start_imap()
        self.assertEqual(self.arrived_in("outage", message_id), ["INBOX"])

    def test_smtp_comes_back_on_the_same_port(self) -> None:
        self.host.add_user("again")
        self.host.stop_smtp()
        self.assertTrue(refuses(self.host.smtps_port))
        self.host.start_smtp()
        self.assertEqual(self.arrived_in("again", self.submit("again@probe.test")), ["INBOX"])


class LifeTest(unittest.TestCase):
    def test_start_takes_less_than_three_seconds(self) -> None:
        start = time.monotonic()
        with MailHost():
            self.assertLess(time.monotonic() - start, 3)

    def test_wrong_passwords_cost_time_only_if_asked_for(self) -> None:
        for penalty in (False, True):
            with MailHost(auth_penalty=penalty) as host:
                host.add_user("slow")
                with imaplib.IMAP4_SSL(host.host, host.imaps_port, timeout=20,
                                       ssl_context=host.tls_context()) as session:
                    start = time.monotonic()
                    with self.assertRaises(imaplib.IMAP4.error):
                        session.login("slow@probe.test", "wrong")
                    self.assertEqual(time.monotonic() - start > 1.5, penalty)

    def test_two_hosts_at_once_are_separate(self) -> None:
        with MailHost() as one, MailHost() as two:
            one.add_user("same")
            two.add_user("same")
            one.deliver("same", text_of("<one@example.test>"))
            self.assertEqual(len(one.mailbox("same").snapshot().mails), 1)
            self.assertEqual(len(two.mailbox("same").snapshot().mails), 0)
            ports = [{host.smtps_port, host.submission_port, host.smtp_port, host.imaps_port,
                      host.imap_port} for host in (one, two)]
            self.assertEqual(len(ports[0] | ports[1]), 10)

    def test_nothing_is_left_after_an_exception(self) -> None:
        with self.assertRaisesRegex(RuntimeError, "in the body"):
            with MailHost() as host:
                self.assertNotEqual(processes_of(host.folder), [])
                raise RuntimeError("in the body")
        self.assertEqual(processes_of(host.folder), [])
        self.assertFalse(host.folder.exists())
        self.assertTrue(refuses(host.smtps_port) and refuses(host.imaps_port))

    def test_nothing_is_left_after_a_forgotten_end(self) -> None:
        done = self.run_script("host = MailHost().__enter__(); print(host.folder)")
        folder = Path(done.communicate(timeout=30)[0].strip())
        self.assertEqual(done.returncode, 0)
        self.assertEqual(processes_of(folder), [])
        self.assertFalse(folder.exists())

    def test_nothing_is_left_after_a_kill(self) -> None:
        killed = self.run_script("with MailHost() as host:\n"
                                 "    print(host.folder, flush=True)\n    input()\n")
        assert killed.stdout is not None
        folder = Path(killed.stdout.readline().strip())
        self.assertNotEqual(processes_of(folder), [])
        os.kill(killed.pid, signal.SIGKILL)
        killed.communicate(timeout=30)
        wait_until(lambda: not folder.exists() and not processes_of(folder), 15, "clearing up")

    def run_script(self, body: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", f"from tests.support.mailhost import MailHost\n{body}"],
            cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


if __name__ == "__main__":
    unittest.main()
