"""What may happen to containers, and that no mail is judged twice or called missing for it."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.mailhost import wait_until
from tests.support.mailsonde import Journal

from . import docker
from .docker import DockerError
from .probes import broken, judged_since
from .stack import CHECKERS, PROJECT, REPLICAS, SENDERS, START_SECONDS, Stack

PARTITIONS = 24
SETTLE_SECONDS = 180.0
# How long the mailboxes can't be read: longer than alerts.access_after, shorter than any deadline.
CUT_PATIENCE = 60.0


@contextmanager
def survived(stack: Stack) -> Iterator[None]:
    """What happens within does no harm: all are healthy again, new mails flow, and each mail has one result."""
    begin = time.time()
    yield
    stack.wait_healthy()
    end = time.time()
    # Mails of afterwards, too: it goes on.
    stack.wait_for(lambda journal: all(any(event.time > end for event in journal.of(kind))
                                       for kind in ("mail.scheduled", "mail.sent", "result")),
                   "new mails, sent and judged", SETTLE_SECONDS)
    # One that was begun before may have been judged meanwhile.
    stack.wait_for(judged_since(begin - 10, time.time()), "a result of each mail", SETTLE_SECONDS)
    problems = broken(stack.journal().events)
    assert not problems, "\n".join(problems)


def share(log: str) -> int:
    """How many partitions the replica that wrote this has now."""
    count = 0
    for found in re.finditer(r" info (?:partitions_assigned .*\bcount=(\d+)|partitions_(revoked)|started )", log):
        count = int(found[1] or 0)
    return count


def wait_share(stack: Stack, service: str, count: int) -> None:
    wait_until(lambda: share(stack.log(service)) == count, START_SECONDS, f"{count} partitions of {service}", 0.5)


def checker_stands_still(stack: Stack) -> None:
    """Longer than its session lasts: the other has its work, and what it wakes up with is of no use."""
    with survived(stack):
        docker.docker("pause", stack.container(CHECKERS[0]))
        try:
            wait_share(stack, CHECKERS[1], PARTITIONS)
            stack.wait_for(_results_after(time.time()), "results of the other checker")
        finally:
            docker.docker("unpause", stack.container(CHECKERS[0]))
        wait_share(stack, CHECKERS[0], PARTITIONS // 2)


def broker_restarts(stack: Stack) -> None:
    with survived(stack):
        before = stack.state("kafka")["Pid"]
        docker.docker("restart", "--time", "30", stack.container("kafka"))
        stack.wait_healthy("kafka")
        assert stack.state("kafka")["Pid"] != before


def mail_store_is_cut_off(stack: Stack) -> None:
    """Not to be read is another thing than missing; an alert says so, and ends."""
    with survived(stack):
        since = time.time()
        name = stack.container("dovecot")
        docker.docker("network", "disconnect", f"{PROJECT}_mail", name)
        try:
            stack.wait_for(lambda journal: _access(journal, "opened", since), "alert access", CUT_PATIENCE)
        finally:
            docker.docker("network", "connect", "--alias", "dovecot", f"{PROJECT}_mail", name)
        stack.wait_for(lambda journal: _access(journal, "closed", since), "end of the alert access")
    seen = stack.by_kcat()
    assert _access(seen, "opened", since) and _access(seen, "closed", since)
    missing = [event for event in seen.results(outcome="missing") if event.probe != "lost"]
    assert not missing, missing


def containers_are_killed(stack: Stack) -> None:
    """kill -9, of one of each service at the same time; docker starts them again."""
    with survived(stack):
        doomed = (SENDERS[0], CHECKERS[1])
        before = {name: docker.inspect(stack.container(name))["RestartCount"] for name in doomed}
        for name in doomed:
            os.kill(stack.state(name)["Pid"], signal.SIGKILL)
        for name in doomed:
            wait_until(lambda name=name: docker.inspect(stack.container(name))["RestartCount"] > before[name],
                       START_SECONDS, f"restart of {name}", 0.2)


def checker_runs_out_of_memory(stack: Stack) -> None:
    """The kernel ends it at its limit, docker starts it again."""
    with survived(stack):
        name = stack.container(CHECKERS[0])
        before = docker.inspect(name)["RestartCount"]
        assert not stack.state(CHECKERS[0])["OOMKilled"]
        with memory_taken(stack, CHECKERS[0]):
            wait_until(lambda: docker.inspect(name)["RestartCount"] > before, START_SECONDS, "its end and restart", 0.2)
        assert stack.state(CHECKERS[0])["OOMKilled"], "it ended for another reason"


@contextmanager
def memory_taken(stack: Stack, service: str) -> Iterator[None]:
    """Nearly all memory that its limit leaves: pages of a file in memory, which nobody's death sets free."""
    container = docker.inspect(stack.container(service))
    group, limit = memory_group(container["State"]["Pid"]), container["HostConfig"]["Memory"]
    file = Path(f"/dev/shm/{PROJECT}-{os.getpid()}")
    # A small program: the kernel ends the biggest in the group, and that is to be the service.
    fill = (f"echo $$ >{group}/cgroup.procs && "
            f"exec dd if=/dev/zero of={file} bs=1M count={limit >> 20} status=none")
    subprocess.run(["sh", "-c", fill], capture_output=True, check=False)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def memory_group(pid: int) -> Path:
    """The control group that counts the memory of a process, of version 1 or 2."""
    for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines():
        number, controllers, path = line.split(":", 2)
        if "memory" in controllers.split(","):
            return Path("/sys/fs/cgroup/memory" + path)
        if number == "0" and Path("/sys/fs/cgroup/cgroup.controllers").exists():
            return Path("/sys/fs/cgroup" + path)
    raise DockerError(f"process {pid} is in no group for memory")


def services_are_replaced(stack: Stack) -> None:
    """One after the other, by containers of another version, while mails are under way."""
    with survived(stack):
        begin, images = time.time(), {}
        for service in REPLICAS:
            kind = service.split("-", maxsplit=1)[0]
            docker.docker("tag", f"mailsonde/{kind}:test", f"mailsonde/{kind}:next")
            before = docker.inspect(stack.container(service))
            stack.replace(service, **{f"{kind.upper()}_IMAGE": f"mailsonde/{kind}:next"})
            after = docker.inspect(stack.container(service))
            assert after["Id"] != before["Id"]
            images[service] = after["Config"]["Image"]
        assert set(images.values()) == {"mailsonde/sender:next", "mailsonde/checker:next"}
        # None of the probes had to wait for long: a leaving replica hands over at once.
        pauses = longest_pauses(stack.journal(1.0), begin, time.time())
        assert max(pauses.values()) < 20, pauses


def longest_pauses(journal: Journal, begin: float, end: float) -> dict[str, float]:
    """By probe: seconds between two mails that were begun."""
    found = {}
    for probe in {event.probe for event in journal.of("mail.scheduled")}:
        times = [event.time for event in journal.of("mail.scheduled", probe) if begin <= event.time <= end]
        steps = [begin, *sorted(times), end]
        found[probe] = max(after - before for before, after in zip(steps, steps[1:], strict=False))
    return found


def _results_after(time_: float) -> Callable[[Journal], bool]:
    return lambda journal: any(event.time > time_ for event in journal.results("delivered"))


def _access(journal: Journal, phase: str, since: float) -> bool:
    return any(alert.time >= since for alert in journal.alerts("access", phase=phase))


TESTS = (checker_stands_still, broker_restarts, mail_store_is_cut_off, containers_are_killed,
         checker_runs_out_of_memory, services_are_replaced)
