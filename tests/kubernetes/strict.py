"""Whether an API server would take each field: by the types of Kubernetes 1.30, and of 1.20."""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .rendering import Manifests
from .tools import HERE, types

NEWEST = "kubernetes-types"
# There are no types of 1.20: those of 1.21, less what came with it.
OLDEST = "kubernetes-types-1.21"
_CAME_WITH_1_21 = re.compile(
    r"(Probe\.terminationGracePeriodSeconds|\.internalTrafficPolicy|\.loadBalancerClass|\.endPort"
    r"|(required|preferred)\w+\..*\.namespaceSelector|Job\.spec\.(suspend|completionMode))$")


def unknown_fields(manifests: Manifests, package: str = NEWEST) -> list[str]:
    """A line for each field that these types don't have, or have otherwise."""
    with tempfile.TemporaryDirectory(prefix="mailsonde-") as name:
        folder = Path(name)
        (folder / "node_modules").symlink_to(types())
        for file in ("strict.js", "service-monitor.d.ts"):
            shutil.copy(HERE / file, folder)
        (folder / "objects.json").write_text(json.dumps(manifests.objects))
        done = subprocess.run(["node", "strict.js", package, "objects.json"], cwd=folder,
                              capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def too_new(manifests: Manifests) -> list[str]:
    """The same for Kubernetes 1.20."""
    found = unknown_fields(manifests, OLDEST)
    for one in manifests.objects:
        name = f"{one['kind']} {one['metadata']['name']}"
        if one["apiVersion"] in ("policy/v1", "discovery.k8s.io/v1"):
            found.append(f"{name}: {one['apiVersion']} came with 1.21")
        found += [f"{name}: {path} came with 1.21" for path in _paths(one, one["kind"])
                  if _CAME_WITH_1_21.search(path)]
    return found


def _paths(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield f"{path}.{key}"
            yield from _paths(below, f"{path}.{key}")
    elif isinstance(value, list):
        for below in value:
            yield from _paths(below, path)
