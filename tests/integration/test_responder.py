"""The mail server for load against clients that somebody else wrote."""

import imaplib
import smtplib
import ssl
import unittest

from tests.support.mailhost import wait_until
from tests.support.responder import Responder, address_of

TOKEN = "ms1." + "a" * 26 + "." + "b" * 26
MAIL = (f"From: probe@load.test\r\nSubject: [mailsonde] x {TOKEN}\r\n"
        f"X-Mailsonde-Token: {TOKEN}\r\nX-Long: one\r\n two\r\n\r\n..body\r\n")
PATIENCE_SECONDS = 10.0


class ResponderTest(unittest.TestCase):
    def setUp(self) -> None:
        self.responder = self.enterContext(Responder(hosts=2, foreign=2))
        self.tls = ssl.create_default_context(cafile=str(self.responder.ca_file))

    def send(self, name: str, host: int = 0) -> None:
        where = self.responder.hosts[host]
        with smtplib.SMTP_SSL(where.address, where.smtp, context=self.tls) as client:
            client.login("probe", "x")
            client.sendmail("probe@load.test", [address_of(name)], MAIL)

    def session(self, name: str, host: int = 0) -> imaplib.IMAP4_SSL:
        where = self.responder.hosts[host]
        client = imaplib.IMAP4_SSL(where.address, where.imap, ssl_context=self.tls)
        client.login(address_of(name), "x")
        return client

    def saved(self) -> int:
        return self.responder.stats()["saved"]

    def test_a_mail_is_found_read_and_deleted(self) -> None:
        self.send("anna", host=1)
        with self.session("anna") as client:
            self.assertEqual(client.select("INBOX"), ("OK", [b"3"]))
            _, [first, end] = client.uid("FETCH", "3:*", "(UID FLAGS BODY.PEEK[HEADER.FIELDS "
                                                         "(X-Long x-mailsonde-token)])")
            self.assertIn(b"3 (UID 3 FLAGS ()", first[0])
            self.assertEqual(first[1], f"X-Mailsonde-Token: {TOKEN}\r\nX-Long: one\r\n two\r\n\r\n"
                             .encode())
            _, [(_, whole), _] = client.uid("FETCH", "3", "(BODY.PEEK[HEADER])")
            self.assertEqual(whole.decode(), MAIL.partition("..body")[0])
            client.uid("STORE", "2:3", r"+FLAGS.SILENT (\Seen \Deleted)")
            client.uid("EXPUNGE", "3")
            self.assertEqual(client.response("EXPUNGE")[1], [b"3"])
            self.assertEqual(client.uid("FETCH", "1:*", "(UID FLAGS)")[1],
                             [b"1 (UID 1 FLAGS ())", br"2 (UID 2 FLAGS (\Seen \Deleted))"])
        stats = self.responder.stats()
        self.assertEqual((stats["expunged"], stats["test_mails"], stats["untouched_foreign"]),
                         (1, 0, 1))

    def test_the_newest_mail_is_always_in_an_open_range(self) -> None:
        with self.session("anna") as client:
            client.select("INBOX", readonly=True)
            self.assertEqual(client.uid("FETCH", "9:*", "(UID)")[1], [b"2 (UID 2)"])
            self.assertEqual(client.uid("FETCH", "9:10", "(UID)")[1], [None])
            self.assertEqual(client.uid("STORE", "1", r"+FLAGS (\Seen)")[0], "NO")

    def test_an_open_folder_grows(self) -> None:
        with self.session("anna") as client:
            client.select("INBOX", readonly=True)
            self.send("anna")
            wait_until(lambda: self.saved() == 1, PATIENCE_SECONDS, "the mail")
            client.noop()
            self.assertEqual(client.response("EXISTS")[1][-1], b"3")

    def test_mails_come_late_or_never(self) -> None:
        self.responder.delay(["ben"], 0.1)
        self.responder.lose(["carl"])
        for name in ("anna", "ben", "carl"):
            self.send(name)
        wait_until(lambda: self.saved() == 2, PATIENCE_SECONDS, "two mails")
        anna, ben = self.responder.savings()
        self.assertLess(anna.saved_at - anna.taken_at, 0.1)
        self.assertGreaterEqual(ben.saved_at - ben.taken_at, 0.1)
        self.assertEqual((anna.token, self.responder.savings()), (TOKEN, []))
        self.assertEqual((self.responder.stats()["taken"], self.responder.stats()["lost"]), (3, 1))

    def test_folders_and_dates(self) -> None:
        self.send("anna")
        with self.session("anna") as client:
            folders = client.list()[1]
            self.assertEqual(len(folders), 3)
            self.assertIn(br'(\HasNoChildren \Junk) "." Junk', folders)
            self.assertEqual(client.status("INBOX", "(UIDNEXT)")[1],
                             [b"INBOX (UIDNEXT 4 UIDVALIDITY 1)"])
            self.assertEqual(client.select("Nowhere")[0], "NO")
            client.select("INBOX", readonly=True)
            self.assertEqual(client.uid("SEARCH", "SINCE 01-Jan-2020")[1], [b"1 2 3"])
            self.assertEqual(client.uid("SEARCH", "SINCE 01-Jan-2100")[1], [b""])


if __name__ == "__main__":
    unittest.main()
