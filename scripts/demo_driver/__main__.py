"""Runs the demo: servers, Mailsonde, the show, the clearing up, the summary."""

import argparse
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from tests.support.kafka import KafkaCluster
from tests.support.mailhost import MailHost, MailHostError
from tests.support.mailsonde import ForeignMail, Journal, Mailsonde, Pair, Settings, seconds_of
from tests.support.mailsonde.program import binary

from .display import Display, display_for
from .replicas import OneProcess, Replicas, kafka_section
from .shows import SHOWS, settings_for
from .verdict import judge, last_line

REDRAW_SECONDS = 0.25
DRAIN_SECONDS = 30.0
CLEAN_SECONDS = 10.0
# When replicas die: at this part of the show, and after so long if it has no end.
STRIKE_PART, STRIKE_SECONDS = 1 / 3, 10.0


class StopSignal:
    """Ctrl-C or SIGTERM ends the show; a second one ends everything at once."""

    def __init__(self) -> None:
        self._given = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._handle)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self._given.is_set():
            raise KeyboardInterrupt
        self._given.set()

    def wait(self, seconds: float) -> bool:
        return self._given.wait(seconds)


@contextmanager
def started(settings: Settings, on_kafka: bool) -> Iterator[tuple[Mailsonde, OneProcess]]:
    """Mailsonde at work, and which processes do it."""
    if not on_kafka:
        with Mailsonde(settings) as sonde:
            yield sonde, OneProcess()
        return
    print("Starting Apache Kafka ...", flush=True)
    with KafkaCluster() as kafka, Pair(settings, kafka_section(kafka)) as pair:
        yield pair, Replicas(pair, kafka.bootstrap)


def watch(sonde: Mailsonde, workers: OneProcess, display: Display,
          done: Callable[[Journal], bool], pause: Callable[[float], object]) -> None:
    """Show what happens until `done`."""
    while True:
        sonde.must_run()
        journal = sonde.journal()
        display.show(journal, workers.lines())
        if done(journal):
            return
        pause(REDRAW_SECONDS)


def show_it(sonde: Mailsonde, workers: OneProcess, display: Display,
            seconds: float | None) -> None:
    stop, begin = StopSignal(), time.monotonic()
    end = None if seconds is None else begin + seconds
    strike_at = begin + (STRIKE_SECONDS if seconds is None else seconds * STRIKE_PART)

    def over(_: Journal) -> bool:
        if time.monotonic() >= strike_at and (words := workers.strike()):
            display.say(words)
        return stop.wait(0) or (end is not None and time.monotonic() >= end)

    watch(sonde, workers, display, over, stop.wait)
    display.say("No new mails; waiting for those that are out ...")
    drained, latest = sonde.begin_drain(), time.monotonic() + DRAIN_SECONDS
    watch(sonde, workers, display,
          lambda journal: drained(journal) or time.monotonic() >= latest, threading.Event().wait)


def clean_up_problems(foreign: ForeignMail, journal: Journal) -> list[str]:
    """What Mailsonde left in the mailboxes or changed there."""
    problems = [f"no result: mail {mail_id}" for mail_id in sorted(journal.in_flight())]
    for user in foreign.users:
        try:
            foreign.wait_no_test_mail(user, CLEAN_SECONDS)
        except MailHostError as left:
            problems.append(str(left))
        problems += foreign.changes(user, journal.folders_found(user))
    return problems


def summarize(journal: Journal, workers: Sequence[str], problems: list[str]) -> bool:
    """Print one line a probe, what each process did, and the sum; whether all is well."""
    verdicts = [judge(show, journal) for show in SHOWS]
    print("\n" + "\n".join([verdict.line() for verdict in verdicts] + list(workers)))
    print("\n".join(problems) if problems
          else "mailboxes  no test mail is left, every other mail is as it was")
    print(last_line(verdicts))
    return not problems and not any(verdict.problems for verdict in verdicts)


def introduce(host: MailHost, sonde: Mailsonde, workers: OneProcess,
              seconds: float | None) -> None:
    print(f"Postfix and Dovecot of our own run on {host.host}, ports {host.submission_port} and "
          f"{host.imaps_port}, in {host.folder}.")
    print(f"Mailsonde watches them from {sonde.folder}{workers.place()}. Nothing else is touched; all of it is "
          "gone at the end.")
    print(f"In another terminal: {binary()} -c {sonde.config} tail --follow")
    for show in SHOWS:
        print(f"  {show.name:<10} {show.story}")
    print(f"For {seconds:g} s; Ctrl-C ends it earlier.\n" if seconds is not None
          else "Ctrl-C ends it.\n", flush=True)


def run(seconds: float | None, on_kafka: bool) -> bool:
    print("Starting mail servers ...", flush=True)
    with MailHost() as host:
        foreign = ForeignMail(host)
        with started(settings_for(host, foreign), on_kafka) as (sonde, workers):
            introduce(host, sonde, workers, seconds)
            show_it(sonde, workers, display_for(), seconds)
            problems = clean_up_problems(foreign, sonde.journal())
            sonde.stop()
            return summarize(sonde.journal(), workers.lines(), problems)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/demo")
    parser.add_argument("--for", dest="seconds", type=seconds_of, metavar="DURATION")
    parser.add_argument("--kafka", action="store_true")
    arguments = parser.parse_args()
    try:
        return 0 if run(arguments.seconds, arguments.kafka) else 1
    except KeyboardInterrupt:
        return 130
    except (MailHostError, AssertionError) as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
