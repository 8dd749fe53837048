"""Manifests as `kubectl kustomize` renders them, always from a copy of k8s/ that may be changed."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .images import program_of
from .tools import ROOT, kubectl

Section = dict[str, Any]

# What is applied together: overlays, by the name of the first.
DEPLOYMENTS = {"single": ("single",), "kafka": ("kafka", "kafka-topics")}
_LASTING = ("StatefulSet", "Deployment")
_WITH_PODS = (*_LASTING, "DaemonSet", "ReplicaSet", "Job", "Pod")


@dataclass(frozen=True)
class Workload:
    """Something that makes pods."""

    object: Section

    @property
    def name(self) -> str:
        return f"{self.object['kind']} {self.object['metadata']['name']}"

    @property
    def template(self) -> Section:
        return self.object if self.object["kind"] == "Pod" else self.object["spec"]["template"]

    @property
    def pod(self) -> Section:
        return self.template["spec"]

    @property
    def labels(self) -> dict[str, str]:
        return self.template["metadata"].get("labels", {})

    @property
    def containers(self) -> list[Section]:
        return self.pod.get("initContainers", []) + self.pod["containers"]

    @property
    def lasts(self) -> bool:
        """It is a service, not a job that ends."""
        return self.object["kind"] in _LASTING

    @property
    def replicas(self) -> int:
        return self.object["spec"].get("replicas", 1)

    def command(self) -> list[str]:
        """Program and arguments, as the image has its program as entry point."""
        first = self.containers[0]
        return [program_of(first["image"]), *first.get("args", [])]

    def volume(self, name: str) -> Section:
        return next(one for one in self.pod.get("volumes", []) if one["name"] == name)


@dataclass(frozen=True)
class Manifests:
    objects: list[Section]

    def of(self, kind: str) -> list[Section]:
        return [one for one in self.objects if one["kind"] == kind]

    def named(self, kind: str, name: str) -> Section | None:
        return next((one for one in self.of(kind) if one["metadata"]["name"] == name), None)

    def workloads(self) -> list[Workload]:
        return [Workload(one) for one in self.objects if one["kind"] in _WITH_PODS]

    def services(self) -> list[Workload]:
        """Workloads that are to run all the time."""
        return [one for one in self.workloads() if one.lasts]

    def selected(self, labels: dict[str, str]) -> list[Workload]:
        return [one for one in self.workloads() if labels.items() <= one.labels.items()]


class Copy:
    """A copy of k8s/."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "k8s"
        shutil.copytree(ROOT / "k8s", self.root)

    def change(self, file: str, before: str, after: str) -> None:
        """In all places where `before` stands; AssertionError if there are none."""
        path = self.root / file
        text = path.read_text()
        assert before in text, f"{file} has no {before!r}"
        path.write_text(text.replace(before, after))

    def switch_on(self, overlay: str, component: str) -> None:
        """As a person does, by removing the # before it."""
        line = f"- ../../components/{component} "
        self.change(f"overlays/{overlay}/kustomization.yaml", f"# {line}", line)

    def render(self, deployment: str) -> Manifests:
        return Manifests([one for overlay in DEPLOYMENTS[deployment]
                          for one in self._rendered(overlay)])

    def _rendered(self, overlay: str) -> Iterator[Section]:
        done = subprocess.run([kubectl(), "kustomize", self.root / "overlays" / overlay],
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return yaml.safe_load_all(done.stdout)
