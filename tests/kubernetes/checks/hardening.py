"""What a pod may do, and how secrets come into it."""

from ..rendering import Manifests, Section, Workload

USER = 10001  # the images' own
_WRITABLE_BY_OTHERS = 0o022  # such a file is refused as a secret
_READABLE_BY_ALL = 0o004


def pods(manifests: Manifests) -> list[str]:
    found = []
    for one in manifests.workloads():
        context = one.pod.get("securityContext", {})
        if context.get("runAsNonRoot") is not True or context.get("runAsUser") != USER:
            found.append(f"{one.name} may run as another user")
        if context.get("runAsGroup") != USER or context.get("fsGroup") != USER:
            found.append(f"{one.name} has another group, or its volumes have")
        if context.get("seccompProfile") != {"type": "RuntimeDefault"}:
            found.append(f"{one.name} has no seccomp profile")
        if one.pod.get("automountServiceAccountToken") is not False:
            found.append(f"{one.name} gets a token of the API")
        for key in ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace"):
            if one.pod.get(key):
                found.append(f"{one.name} has {key}")
        found += [f"{one.name} has a hostPath" for volume in one.pod.get("volumes", [])
                  if "hostPath" in volume]
    return found + [
        f"ServiceAccount {one['metadata']['name']} gives a token of the API"
        for one in manifests.of("ServiceAccount")
        if one.get("automountServiceAccountToken") is not False]


def containers(manifests: Manifests) -> list[str]:
    wanted = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
              "runAsNonRoot": True, "privileged": False, "capabilities": {"drop": ["ALL"]}}
    found = []
    for one in manifests.workloads():
        for container in one.containers:
            context = container.get("securityContext", {})
            found += [f"{one.name}, {container['name']}: {key} is {context.get(key)}"
                      for key, value in wanted.items() if context.get(key) != value]
            found += [f"{one.name}, {container['name']}: changes {key}"
                      for key in context if key not in wanted]
    return found


def resources(manifests: Manifests) -> list[str]:
    return [f"{one.name}, {container['name']}: no {kind} of {resource}"
            for one in manifests.workloads() for container in one.containers
            for kind in ("requests", "limits") for resource in ("cpu", "memory")
            if not container.get("resources", {}).get(kind, {}).get(resource)]


def secrets(manifests: Manifests) -> list[str]:
    """Only as files that the pod's group alone may read; and none lies in the repository."""
    found = [f"Secret {one['metadata']['name']} is rendered" for one in manifests.of("Secret")]
    for one in manifests.workloads():
        for volume in one.pod.get("volumes", []):
            if "secret" in volume:
                mode = volume["secret"].get("defaultMode", 0o644)
                if mode & (_WRITABLE_BY_OTHERS | _READABLE_BY_ALL):
                    found.append(f"{one.name}: mode {mode:o} of {volume['name']}")
                if not _is_read_only(one, volume):
                    found.append(f"{one.name}: {volume['name']} can be written")
        for container in one.containers:
            if container.get("envFrom") or container.get("env"):
                found.append(f"{one.name}, {container['name']}: has variables")
    return found


def _is_read_only(one: Workload, volume: Section) -> bool:
    return all(mount.get("readOnly") for container in one.containers
               for mount in container.get("volumeMounts", []) if mount["name"] == volume["name"])


CHECKS = (pods, containers, resources, secrets)
