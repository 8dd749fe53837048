"""Images: ours, of this version, each with its program."""

from ..images import base_name, tag
from ..rendering import Manifests, Workload
from ..tools import version

_PROGRAMS = {"mailsonde/mailsonde": "mailsonde", "mailsonde/sender": "mailsonde-sender",
             "mailsonde/checker": "mailsonde-checker"}


def _references(manifests: Manifests) -> list[tuple[Workload, str, str]]:
    return [(one, container["image"], (container.get("command") or [""])[0])
            for one in manifests.workloads() for container in one.containers]


def ours(manifests: Manifests) -> list[str]:
    return [f"{one.name}: {image} is not ours" for one, image, _ in _references(manifests)
            if base_name(image) not in _PROGRAMS]


def of_this_version(manifests: Manifests) -> list[str]:
    return [f"{one.name}: {image} has not the tag {version()}"
            for one, image, _ in _references(manifests) if tag(image) != version()]


def programs(manifests: Manifests) -> list[str]:
    """The image holds the program that is started."""
    return [f"{one.name}: {image} has no {program}" for one, image, program in
            _references(manifests) if _PROGRAMS.get(base_name(image), program) != program]


CHECKS = (ours, of_this_version, programs)
