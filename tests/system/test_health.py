"""/healthz and /readyz of the real program, and who may read what."""

import secrets
import socket
import sqlite3
import tempfile
import unittest
from contextlib import closing
from pathlib import Path

from tests.support.mailsonde import Mailsonde, Pages, Settings
from tests.support.mailsonde.program import call

NEVER = 2 ** 52  # in ms since the boot


class HealthTest(unittest.TestCase):
    """No mail server is needed: they take connections and say nothing, so that visits hang."""

    def setUp(self) -> None:
        self.silent = self.enterContext(socket.create_server(("127.0.0.1", 0)))
        port = self.silent.getsockname()[1]
        server = {"host": "127.0.0.1", "port": port, "tls": "none"}
        self.pages = self.enterContext(Pages())
        self.settings = Settings()
        self.settings.top["http"] = {"listen": f"127.0.0.1:{self.pages.port}"}
        self.settings.routes["relay"] = {"smtp": server, "from": "probe@example.org"}
        self.settings.mailboxes["anna"] = {
            "address": "anna@example.org", "imap": server,
            "auth": {"user": "anna", "password": self.settings.secret("anna", "not tried yet")},
        }
        self.settings.probe("inbound", "anna")

    def wait_for_page(self, sonde: Mailsonde, path: str, status: int, *parts: str) -> str:
        """The body, once the page has this status and all these parts."""
        def asked(_: object) -> str:
            found, body = self.pages.get(path)
            return body if found == status and all(part in body for part in parts) else ""
        return sonde.wait_for(asked, f"{path}: {status} {parts}")

    @staticmethod
    def change_leases(sonde: Mailsonde, change: str) -> None:
        """Done to all members of groups; ? stands for a time that never comes."""
        with closing(sqlite3.connect(sonde.event_log, timeout=60, isolation_level=None)) as log:
            log.execute(f"UPDATE group_member {change}", [NEVER])

    def test_ready_once_it_has_its_assignment(self) -> None:
        with Mailsonde(self.settings) as sonde:
            self.wait_for_page(sonde, "/readyz", 200)
            # The lease of who was killed runs on; until it ends nothing can be assigned.
            sonde.kill()
            self.change_leases(sonde, "SET lease_until_ms = ?")
            sonde.start()
            body = self.wait_for_page(sonde, "/readyz", 503)
            self.assertEqual(
                body, "not ready\nchecker: no assignment\nsender: no assignment\n")
            self.assertIn("mailsonde_ready 0", self.pages.metrics().splitlines())
            self.assertEqual(self.pages.get("/healthz"), (200, "alive\n"))
            self.change_leases(sonde, "SET lease_until_ms = 0 WHERE lease_until_ms = ?")
            self.assertEqual(self.wait_for_page(sonde, "/readyz", 200), "ready\n")
            self.assertIn("mailsonde_ready 1", self.pages.metrics().splitlines())

    def test_unready_from_the_signal_to_stop_on(self) -> None:
        hanging = 'mailsonde_visits_under_way{service="sender"} 1'
        with Mailsonde(self.settings) as sonde:
            self.wait_for_page(sonde, "/readyz", 200)
            sonde.wait_for(lambda _: self.pages.has(hanging), "a mail at the relay")
            sonde.terminate()
            self.assertEqual(self.wait_for_page(sonde, "/readyz", 503), "not ready\nstopping\n")
            self.assertEqual(self.pages.status("/healthz"), 200)
            sonde.stop()
            self.assertEqual(self.pages.status("/readyz"), 0)

    def test_unready_while_the_log_is_locked(self) -> None:
        with Mailsonde(self.settings) as sonde:
            self.wait_for_page(sonde, "/readyz", 200)
            with closing(sqlite3.connect(
                    sonde.event_log, timeout=60, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                self.wait_for_page(sonde, "/readyz", 503, "event log: ", "locked", ", since 20")
                self.assertEqual(self.pages.status("/healthz"), 200, "a restart would not help")
                other.execute("ROLLBACK")
            self.assertEqual(self.wait_for_page(sonde, "/readyz", 200), "ready\n")

    def test_ready_with_a_note_after_a_bad_reload(self) -> None:
        bad = self.settings.copy()
        bad.probes["inbound"]["every"] = "soon"
        with Mailsonde(self.settings) as sonde:
            good = self.settings
            self.assertEqual(self.wait_for_page(sonde, "/readyz", 200), "ready\n")
            sonde.reconfigure(bad)
            self.wait_for_page(sonde, "/readyz", 200, "ready\nnote: ", "refused")
            sonde.reconfigure(good)
            sonde.wait_for(lambda _: self.pages.get("/readyz") == (200, "ready\n"), "no note")

    def test_strangers_learn_a_word(self) -> None:
        token, other = secrets.token_hex(16), secrets.token_hex(16)
        self.settings.top["http"] = {"listen": f"0.0.0.0:{self.pages.port}",
                                     "token": self.settings.secret("http.token", token)}
        bad = self.settings.copy()
        bad.probes["inbound"]["every"] = "soon"
        with Mailsonde(self.settings) as sonde:
            self.assertEqual(self.wait_for_page(sonde, "/readyz", 200), "ready\n")
            self.assertEqual(self.pages.get("/metrics"), (401, "unauthorized\n"))
            self.assertEqual(self.pages.get("/metrics", other)[0], 401)
            self.assertIn("mailsonde_ready 1", self.pages.metrics(token))
            sonde.reconfigure(bad)
            sonde.wait_for(lambda _: "note: " in self.pages.get("/readyz", token)[1], "the note")
            self.assertEqual(self.pages.get("/readyz"), (200, "ready\n"))
            self.settings.secret("http.token", other)
            sonde.reconfigure(self.settings)
            sonde.wait_for(lambda _: self.pages.get("/metrics", other)[0] == 200, "new token")
            self.assertEqual(self.pages.get("/metrics", token)[0], 401)
            self.assertNotIn(token, sonde.log())
            self.assertNotIn(other, sonde.log())

    def test_nobody_may_read_metrics_without_a_token(self) -> None:
        """The configuration is refused, rather than that it is open or silently closed."""
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="mailsonde-"))
        config = Path(folder) / "mailsonde.yaml"
        self.settings.top["http"] = {"listen": f"0.0.0.0:{self.pages.port}"}
        self.settings.write(config)
        for command in ("check", "run"):
            done = call(config, command)
            self.assertEqual(done.returncode, 1, command)
            self.assertIn("metrics need a token; add http.token", done.stderr)
        secret = secrets.token_hex(16)
        self.settings.top["http"]["token"] = self.settings.secret("http.token", secret)
        self.settings.write(config)
        done = call(config, "check")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("  token: <redacted>\n", done.stdout)
        self.assertNotIn(secret, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
