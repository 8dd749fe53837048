"""Servers that mean harm spoil their own mailbox and no other."""

import unittest

from tests.support.mailsonde import Journal, hostile
from tests.system.scenario import Scenario

HOSTILE = {
    "yes": hostile.says_yes_to_everything,
    "flood": hostile.never_ends,
    "literal": hostile.sends_ten_gigabytes,
    "brackets": hostile.opens_brackets,
}
MOST_MEMORY_MIB = 256


class HostileTest(Scenario):
    def watch_hostile(self, name: str, port: int) -> None:
        """A mailbox whose mails are delivered, but whose IMAP server is another."""
        self.host.add_user(name)
        self.settings.mailbox(name, self.host)
        self.settings.mailboxes[name]["imap"] = {"host": "127.0.0.1", "port": port, "tls": "none"}
        self.settings.probe(f"to-{name}", name, every="4s", deadline="3s", undetermined_after="2s",
                            delay={"warn": "3s", "crit": "3s"})

    def test_hostile_servers_spoil_no_other_mailbox(self) -> None:
        self.watch("anna")
        self.settings.top["alerts"] = {"access_after": "1s"}
        self.settings.probe("inbound", "anna", every="2s")
        for name, behaviour in HOSTILE.items():
            server = self.enterContext(hostile.HostileImap(behaviour))
            self.watch_hostile(name, server.port)
        with self.monitor() as sonde:
            sonde.wait_for(self.all_in_trouble, "an access alert of each hostile mailbox")
            before = len(sonde.results("inbound"))
            sonde.wait_results("inbound", before + 3, "delivered")
            self.assertLess(sonde.peak_memory_mib(), MOST_MEMORY_MIB)
        self.assert_delivered(sonde, "inbound")
        self.assertEqual(sonde.journal().alerts(probe="inbound"), [])
        self.assertEqual({alert.mailbox for alert in sonde.alerts("access")}, set(HOSTILE))
        self.assertEqual(sonde.results(outcome="missing"), [])
        for name in HOSTILE:
            self.assertEqual({result.outcome for result in sonde.results(f"to-{name}")},
                             {"undetermined"}, name)

    @staticmethod
    def all_in_trouble(journal: Journal) -> bool:
        in_trouble = {alert.mailbox for alert in journal.alerts("access", "", "opened")}
        judged = {result.mailbox for result in journal.results(outcome="undetermined")}
        return in_trouble >= set(HOSTILE) and judged >= set(HOSTILE)


if __name__ == "__main__":
    unittest.main()
