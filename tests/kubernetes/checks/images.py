"""Images: ours, of this version, each with what its program understands."""

from ..images import base_name, tag
from ..rendering import Manifests, Section, Workload
from ..tools import understands, version

_OURS = ("mailsonde/mailsonde", "mailsonde/sender", "mailsonde/checker")


def _containers(manifests: Manifests) -> list[tuple[Workload, Section]]:
    return [(one, container) for one in manifests.workloads() for container in one.containers]


def ours(manifests: Manifests) -> list[str]:
    return [f"{one.name}: {container['image']} is not ours"
            for one, container in _containers(manifests)
            if base_name(container["image"]) not in _OURS]


def of_this_version(manifests: Manifests) -> list[str]:
    return [f"{one.name}: {container['image']} has not the tag {version()}"
            for one, container in _containers(manifests) if tag(container["image"]) != version()]


def commands(manifests: Manifests) -> list[str]:
    """The program is the image's own, by its whole path: there is no shell, nor a PATH to search."""
    found = []
    for one, container in _containers(manifests):
        arguments = container.get("args", [])
        if "command" in container:
            found.append(f"{one.name}: replaces the program of {container['image']}")
        elif not understands(base_name(container["image"]), *arguments):
            found.append(f"{one.name}: {container['image']} has no {arguments}")
    return found


CHECKS = (ours, of_this_version, commands)
