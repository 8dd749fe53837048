"""The docker program, as scripts/test-containers has set it up (DOCKER_HOST, DOCKER_CONFIG)."""

import json
import os
import subprocess
from collections.abc import Mapping
from typing import Any

from tests.support.mailhost import MailHostError

PATIENCE_SECONDS = 180.0


class DockerError(MailHostError):
    """A command of docker failed, or what it started did."""


def docker(*words: str, stdin: str = "", environment: Mapping[str, str] | None = None) -> str:
    """Its standard output; DockerError with its last words if it fails."""
    done = attempt(*words, stdin=stdin, environment=environment)
    if done.returncode != 0:
        raise DockerError(f"docker {' '.join(words)}: exit code {done.returncode}\n{done.stderr[-2000:].strip()}")
    return done.stdout


def attempt(*words: str, stdin: str = "",
            environment: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["docker", *words], input=stdin, capture_output=True, text=True, check=False,
                          timeout=PATIENCE_SECONDS, env=os.environ | dict(environment or {}))


def inspect(name: str, kind: str = "container") -> dict[str, Any]:
    found: list[dict[str, Any]] = json.loads(docker(kind, "inspect", name))
    return found[0]


def logs(container: str) -> list[tuple[str, str]]:
    """Each line of both streams with the time (RFC 3339) when docker got it."""
    done = attempt("logs", "--timestamps", container)
    lines = (done.stdout + done.stderr).splitlines()
    return sorted((line.partition(" ")[0], line.partition(" ")[2]) for line in lines)
