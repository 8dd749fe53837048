"""No new mails, all judged, all ended; the evidence; nothing left."""

import re
import time

from tests.support.mailhost import wait_until
from tests.support.mailsonde import Journal, seconds_since_epoch
from tests.system.invariants import Evidence, Submission, violations
from tests.system.kafka_evidence import times_of_scheduled

from . import docker
from .probes import SAFE, broken
from .stack import PROJECT, REPLICAS, Stack

DRAIN_SECONDS = 240.0
QUIET_SECONDS = 8.0
_CLIENT = re.compile(r"postfix/smtpd\[\d+\]: (?P<id>\w+): client=")
_MESSAGE_ID = re.compile(r"postfix/cleanup\[\d+\]: (?P<id>\w+): message-id=<(?P<token>ms1\.[^@>]+)@")
_TAKEN = re.compile(r"postfix/qmgr\[\d+\]: (?P<id>\w+): from=.*\(queue active\)")


def mails_come_to_rest(stack: Stack) -> None:
    """A configuration without new mails is taken over while all run; every mail gets its result."""
    stack.write_config("1d")

    def at_rest() -> bool:
        journal = stack.journal(0.5)
        return bool(journal.events) and not journal.in_flight() and time.time() - journal.newest_begin() > QUIET_SECONDS
    wait_until(at_rest, DRAIN_SECONDS, "a result of each mail, and no new one")
    for user in ("delivered", "filed", "junk", "delayed"):
        wait_until(lambda name=user: not _test_mails(stack, name), DRAIN_SECONDS, f"no test mail left of {user}", 0.5)


def evidence_is_clean(stack: Stack) -> None:
    """All that was written and done since the beginning, judged as after chaos."""
    journal = stack.whole_journal()
    problems = broken(journal.events)
    safe = [event for event in journal.events if event.probe in SAFE]
    scheduled = times_of_scheduled(stack.records)
    ours = {str(event.data["token"]) for event in safe if event.kind == "mail.scheduled"}
    taken = submissions(docker.logs(stack.container("postfix")))
    problems += [f"submitted, but never scheduled: {one.token}" for one in taken if one.token not in scheduled]
    problems += violations(Evidence(
        Journal(safe), scheduled=scheduled, submissions=[one for one in taken if one.token in ours],
        changes=letters_lost(stack)))
    known = {one.token for one in taken}
    sent = {event.mail_id for event in journal.of("mail.sent")} - {event.mail_id for event in journal.results("lost")}
    unseen = [event.mail_id for event in journal.of("mail.scheduled")
              if event.mail_id in sent and event.data["token"] not in known]
    problems += [f"not in the relay's log: {mail}" for mail in unseen]
    assert not problems, "\n".join(problems)


def services_end_well(stack: Stack) -> None:
    """By SIGTERM, in time, with 0."""
    stack.close_reader()
    stack.compose("stop", *REPLICAS)
    for service in REPLICAS:
        state = stack.state(service)
        assert state["ExitCode"] == 0 and not state["OOMKilled"], f"{service}: {state}"


def down_leaves_nothing(stack: Stack) -> None:
    stack.down()
    mark = f"label=com.docker.compose.project={PROJECT}"
    for words in (("ps", "-aq"), ("volume", "ls", "-q"), ("network", "ls", "-q")):
        left = docker.docker(*words, "--filter", mark).split()
        assert not left, f"{words[0]}: {left}"


def put_letters(stack: Stack) -> None:
    """Mail of humans, which has to be there at the end as it is now."""
    for user in SAFE:
        with stack.human(user) as session:
            for number, flags in enumerate(("", r"(\Seen)", r"(\Deleted)")):
                session.append("INBOX", flags, "", f"Message-ID: <{number}@example.test>\r\n\r\nA letter.\r\n".encode())
    _letters.update({user: _letters_of(stack, user) for user in SAFE})


def letters_lost(stack: Stack) -> list[str]:
    return [f"{user}: {len(before)} letters, now {sorted(_letters_of(stack, user))}"
            for user, before in _letters.items() if _letters_of(stack, user) != before]


_letters: dict[str, set[tuple[str, str]]] = {}


def _letters_of(stack: Stack, user: str) -> set[tuple[str, str]]:
    return {(mail.message_id, " ".join(sorted(mail.flags - {r"\Recent"})))
            for mail in stack.mailbox(user).snapshot().mails if not mail.token}


def _test_mails(stack: Stack, user: str) -> list[str]:
    return [mail.token for mail in stack.mailbox(user).snapshot().mails if mail.token]


def submissions(lines: list[tuple[str, str]]) -> list[Submission]:
    """The test mails that the relay took into its queue, by its log; those that it threw away it did not."""
    began: dict[str, float] = {}
    tokens: dict[str, str] = {}
    found: dict[str, Submission] = {}
    for at, text in lines:
        if match := _CLIENT.search(text):
            began[match["id"]] = seconds_since_epoch(at[:26] + "+00:00")
        elif match := _MESSAGE_ID.search(text):
            tokens[match["id"]] = match["token"]
        elif (match := _TAKEN.search(text)) and match["id"] in tokens:
            found[match["id"]] = Submission(tokens[match["id"]], began[match["id"]])
    return list(found.values())


TESTS = (mails_come_to_rest, evidence_is_clean, services_end_well, down_leaves_nothing)
