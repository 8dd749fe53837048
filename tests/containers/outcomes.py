"""The stack does what its README shows, and nothing that it may not."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from tests.support.mailsonde import Journal, parse_event

from . import docker
from .probes import PROMISES, broken
from .stack import CHECKERS, COMPOSE, REPLICAS, SENDERS, Stack

ENOUGH = 3
OURS = 10001
# What may have which capabilities: see compose.yaml. Bits of linux/capability.h.
POSTFIX_MAY = 1 << 1 | 1 << 5 | 1 << 6 | 1 << 7  # DAC_OVERRIDE, KILL, SETGID, SETUID
UNPRIVILEGED = (*REPLICAS, "dovecot", "kafka", "prometheus", "alertmanager")
MOST_MEGABYTES = 60


def results_of_each_kind(stack: Stack) -> None:
    def enough(journal: Journal) -> bool:
        return all(len(journal.results(probe)) >= ENOUGH if promise.outcome else journal.of("mail.send_failed", probe)
                   for probe, promise in PROMISES.items())
    stack.wait_for(enough, f"{ENOUGH} results of each probe")
    journal = stack.by_kcat()
    assert enough(journal), "kcat sees less than was there before"
    problems = broken(journal.events)
    assert not problems, problems
    assert {event.found["folder"] for event in journal.results("filed")} == {"Monitoring"}
    assert {event.found["folder"] for event in journal.results("junk")} == {"Junk"}
    assert all(event.found["delay_ms"] >= 1000 for event in journal.results("delayed"))


def alerts_of_each_kind(stack: Stack) -> None:
    def raised(journal: Journal) -> bool:
        return all(not promise.alert or journal.alerts(promise.alert, probe)
                   for probe, promise in PROMISES.items())
    stack.wait_for(raised, "an alert of each probe that has one")
    journal = stack.by_kcat()
    assert raised(journal), "kcat sees less than was there before"
    for probe, promise in PROMISES.items():
        rules = {alert.data["rule"] for alert in journal.alerts(probe=probe)}
        # A slow machine may be over the limits, and a lost mail is before it is called missing.
        assert rules - {"delay"} <= {promise.alert}, f"{probe}: {rules}"


def all_replicas_work(stack: Stack) -> None:
    """Both of each service have some of the partitions, and are asked from inside."""
    for service in REPLICAS:
        shares = re.findall(r"partitions_assigned .*\bcount=(\d+)", stack.log(service))
        assert shares and shares[-1] == "12", f"{service} has {shares[-1:]} of 24 partitions"
        program = f"/usr/local/bin/mailsonde-{service.split('-', maxsplit=1)[0]}"
        assert docker.docker("exec", stack.container(service), program, "health") == "alive\n"
        assert docker.docker("exec", stack.container(service), program, "health", "--ready") == "ready\n"


def tail_shows_events(stack: Stack) -> None:
    """As the README says, on a terminal or for programs; the service of the tools needs no other rights."""
    lines = stack.compose("run", "--rm", "-T", "tail", "--json", "--last", "20").splitlines()
    events = [parse_event(line) for line in lines]
    assert len(events) == 20 and all(event.source for event in events), lines


def containers_are_hardened(stack: Stack) -> None:
    """From /proc, where nobody can pretend."""
    for service in (*UNPRIVILEGED, "postfix"):
        pid = stack.state(service)["Pid"]
        status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
                      if ":\t" in line)
        most = POSTFIX_MAY if service == "postfix" else 0
        assert int(status["CapBnd"], 16) == most, f"{service}: CapBnd {status['CapBnd']}"
        assert not int(status["CapEff"], 16) & ~most, f"{service}: CapEff {status['CapEff']}"
        assert status["NoNewPrivs"] == "1", f"{service}: NoNewPrivs {status['NoNewPrivs']}"
        assert status["Seccomp"] == "2", f"{service}: Seccomp {status['Seccomp']}"
        assert (service == "postfix") == (status["Uid"].split()[0] == "0"), f"{service}: Uid {status['Uid']}"
        if service in REPLICAS:
            assert set(status["Uid"].split()) == set(status["Gid"].split()) == {str(OURS)}, status["Uid"]
        mounts = [line.split() for line in Path(f"/proc/{pid}/mountinfo").read_text().splitlines()]
        root = [mount[5].split(",") for mount in mounts if mount[4] == "/"]
        assert root and all("ro" in options for options in root), f"{service}: / is {root}"


def images_are_small_and_closed(stack: Stack) -> None:
    for service in (SENDERS[0], CHECKERS[0]):
        image = docker.inspect(docker.inspect(stack.container(service))["Image"], "image")
        assert image["Config"]["User"] == f"{OURS}:{OURS}", image["Config"]["User"]
        assert image["Size"] < MOST_MEGABYTES * 1_000_000, f"{service}: {image['Size']} bytes"
        assert image["Config"]["Healthcheck"]["Test"][-1] == "health"
        labels = image["Config"]["Labels"]
        for name in ("title", "description", "version", "revision", "licenses"):
            assert labels.get(f"org.opencontainers.image.{name}"), f"{service}: no label {name}"
        for shell in ("/bin/sh", "/bin/bash", "/usr/bin/env"):
            assert docker.attempt("exec", stack.container(service), shell).returncode != 0, f"{service} has {shell}"
        assert "/usr/bin/tini" in Path(f"/proc/{stack.state(service)['Pid']}/cmdline").read_text()


def inside_is_what_the_list_says(stack: Stack) -> None:
    """The SBOM names the packages of all libraries that the process has loaded, and symbols are beside it."""
    pid = stack.state(CHECKERS[0])["Pid"]
    listed = json.loads((stack.work / "sbom/sbom.spdx.json").read_text())
    names = {package["name"]: package for package in listed["packages"]}
    for name in ("mailsonde", "libc6", "libssl3", "librdkafka1", "libsqlite3-0", "tini", "libboost1.81-dev"):
        assert names.get(name, {}).get("versionInfo"), f"no version of {name} in the list"
    inside = Path(f"/proc/{pid}/root/usr/share/mailsonde/sbom.spdx.json").read_text()
    assert json.loads(inside) == listed
    loaded = {line.split()[-1] for line in Path(f"/proc/{pid}/maps").read_text().splitlines() if ".so" in line}
    assert all(Path(f"/proc/{pid}/root{file}").exists() for file in loaded)
    program = Path(f"/proc/{pid}/root/usr/local/bin/mailsonde-checker")
    notes = subprocess.run(["llvm-readelf-19", "-nS", str(program)], capture_output=True, text=True, check=True).stdout
    build_id = re.search(r"Build ID: ([0-9a-f]+)", notes)
    assert build_id and ".debug_line" not in notes and ".symtab" not in notes
    symbols = stack.work / f"debug/usr/lib/debug/.build-id/{build_id[1][:2]}/{build_id[1][2:]}.debug"
    sections = subprocess.run(["llvm-readelf-19", "-S", str(symbols)], capture_output=True, text=True, check=True).stdout
    assert ".debug_line" in sections and ".symtab" in sections


def compose_files_are_valid(stack: Stack) -> None:
    """Each way that the README shows, and no service that is left soft."""
    for more in ((), ("compose.dev.yaml",), ("compose.observability.yaml",)):
        files = [word for name in ("compose.yaml", *more) for word in ("-f", str(COMPOSE / name))]
        found: dict[str, Any] = json.loads(docker.docker("compose", *files, "config", "--format", "json"))
        for name, service in found["services"].items():
            assert service.get("read_only") and service.get("cap_drop") == ["ALL"], name
            assert service.get("security_opt") == ["no-new-privileges:true"], name
            assert service.get("mem_limit"), f"{name} has no limit"
            assert not service.get("privileged") and service.get("pids_limit"), name
            for port in service.get("ports", []):
                assert port["host_ip"] == "127.0.0.1", f"{name} can be reached from other machines"


def images_build_by_compose(stack: Stack) -> None:
    """As the README says it; all that it takes is there already, so that it is quick."""
    files = [word for name in ("compose.yaml", "compose.dev.yaml") for word in ("-f", str(COMPOSE / name))]
    docker.docker("compose", *files, "build", "--quiet")
    for line in (COMPOSE / ".env").read_text().splitlines():
        name, _, image = line.partition("=")
        if name.endswith("_IMAGE") and image.startswith("mailsonde/"):
            docker.inspect(image, "image")


TESTS = (compose_files_are_valid, images_build_by_compose, results_of_each_kind, alerts_of_each_kind,
         all_replicas_work, tail_shows_events, containers_are_hardened, images_are_small_and_closed, inside_is_what_the_list_says)
