"""One run: the faults of the plan at their time, then rest, then the verdict."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.support.mailhost import MailHostError
from tests.support.mailsonde import Journal
from tests.system.invariants import violations
from tests.system.kafka_evidence import evidence_on_kafka

from .doubts import doubts_of
from .faults import begin, end
from .liveness import not_live
from .plan import Fault
from .report import Outcome
from .scene import Scene

LIVE_SECONDS = 60.0
# Beyond the plan, until there are mails enough; a slow machine makes fewer.
LONGER_SECONDS = 90.0
# A slow machine has mails that wait for their relay; one that nobody is sure of is judged when its
# deadline and `undetermined_after` are over.
DRAIN_SECONDS = 240.0
STEP_SECONDS = 0.25


def run(scene: Scene, faults: Sequence[Fault], seconds: float, mails: int) -> Outcome:
    """The whole of it; whatever is wrong is in the outcome's problems."""
    inflict(scene, faults, seconds)
    since, live_after = time.time(), None
    say(f"{seconds:6.1f} s  the last fault is over")
    missing = wait_live(scene, since)
    problems = [f"not live after {LIVE_SECONDS:g} s: {one}" for one in missing]
    if not missing:
        live_after = time.time() - since
        wait(scene, LONGER_SECONDS, lambda journal: len(journal.results()) >= mails)
    problems += settle(scene)
    problems += stop(scene)
    evidence = evidence_on_kafka(scene.place, scene.kafka.bootstrap)
    senders = [log for name, log in scene.logs().items() if name.startswith("sender")]
    doubts = doubts_of(evidence.journal, evidence.submissions, senders)
    problems += violations(replace(evidence, doubts=doubts))
    return Outcome(mails, evidence.journal, faults, scene.logs(), live_after, problems)


def inflict(scene: Scene, faults: Sequence[Fault], seconds: float) -> None:
    """All that the plan says, each at its time, or right after the one before."""
    began = time.monotonic()
    steps: list[tuple[float, int, Fault, Callable[[Scene, Fault], None]]] = []
    for number, fault in enumerate(faults):
        steps += [(fault.at, number, fault, begin), (fault.end, number, fault, end)]
    for at, _, fault, action in sorted(steps, key=lambda step: step[:2]):
        wait(scene, began + at - time.monotonic())
        if action is begin:
            lasts = f" for {fault.lasts:.1f} s" if fault.lasts else ""
            say(f"{time.monotonic() - began:6.1f} s  {fault.kind} {fault.target}{lasts}")
        action(scene, fault)
    wait(scene, began + seconds - time.monotonic())


def wait(scene: Scene, seconds: float,
         enough: Callable[[Journal], bool] = lambda _: False) -> bool:
    """Let time pass and read what comes; True as soon as it is enough."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        scene.pair.must_run()
        if enough(scene.journal(min(left, STEP_SECONDS))):
            return True
    return False


def wait_live(scene: Scene, since: float) -> list[str]:
    """What is still missing when the time is over."""
    probes = scene.place.settings.probes
    wait(scene, LIVE_SECONDS,
         lambda journal: not not_live(scene.logs(), journal, probes, since))
    return not_live(scene.logs(), scene.journal(), probes, since)


def settle(scene: Scene) -> list[str]:
    """No new mails; those that are out are judged and gone."""
    say("          no new mails")
    drained = scene.pair.begin_drain()
    if not wait(scene, DRAIN_SECONDS, drained):
        return [f"not judged in {DRAIN_SECONDS:g} s: {mail}"
                for mail in sorted(scene.journal().in_flight())]
    try:
        scene.place.wait_clean()
    except MailHostError as left:
        return [str(left)]
    return []


def stop(scene: Scene) -> list[str]:
    try:
        scene.pair.stop()
    except (AssertionError, MailHostError) as problem:
        return [f"stopping: {problem}"]
    return []


def say(words: str) -> None:
    print(words, flush=True)
