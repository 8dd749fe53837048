"""The configuration: it is where the program looks, it loads, and a change of it arrives."""

from pathlib import PurePosixPath

from ..mounted import CONFIG, Mounted
from ..rendering import Manifests

_FOR_ALL = ("mailsonde", "run")


def _all(manifests: Manifests) -> list[Mounted]:
    return [Mounted(manifests, one) for one in manifests.workloads()]


def is_there(manifests: Manifests) -> list[str]:
    return [f"{one.workload.name}: no ConfigMap makes {CONFIG}"
            for one in _all(manifests) if not one.text]


def files_are_mounted(manifests: Manifests) -> list[str]:
    """What it refers to lies in a Secret, or in the ConfigMap and there under this key."""
    found = []
    for one in _all(manifests):
        for path in one.references() if one.text else ():
            mount = one.mount_of(path)
            if mount is None or str(path.parent) != mount["mountPath"]:
                found.append(f"{one.workload.name}: nothing is mounted at {path}")
            elif "configMap" in one.workload.volume(mount["name"]) and one.content(path) is None:
                found.append(f"{one.workload.name}: the ConfigMap has no key {path.name}")
    return found


def loads(manifests: Manifests) -> list[str]:
    found = []
    for one in _all(manifests):
        if one.text and (done := one.check()).returncode != 0:
            found.append(f"{one.workload.name}: {done.stdout}{done.stderr}")
    return found


def fits_the_program(manifests: Manifests) -> list[str]:
    """`mailsonde run` has the embedded log, on a volume; the others have Kafka."""
    found = []
    for one in _all(manifests):
        alone = tuple(one.workload.command()[:2]) == _FOR_ALL
        if one.effective and alone == ("kafka" in one.effective):
            found.append(f"{one.workload.name}: kafka in the configuration is wrong or missing")
        if one.effective and alone:
            mount = one.mount_of(PurePosixPath(one.effective["data"]))
            claims = one.workload.object["spec"].get("volumeClaimTemplates", [])
            if mount is None or mount.get("readOnly") or \
                    mount["name"] not in [claim["metadata"]["name"] for claim in claims]:
                found.append(f"{one.workload.name}: no volume for {one.effective['data']}")
    return found


def listens(manifests: Manifests) -> list[str]:
    """Off loopback, where the kubelet asks, at the port that the pod names."""
    found = []
    for one in _all(manifests):
        if not one.workload.lasts or not one.effective:
            continue
        address, _, port = one.effective.get("http", {}).get("listen", "").rpartition(":")
        named = [each["containerPort"] for container in one.workload.containers
                 for each in container.get("ports", []) if each.get("name") == "http"]
        if address not in ("0.0.0.0", "[::]") or [int(port or 0)] != named:
            found.append(f"{one.workload.name}: listens at {address}:{port}, not at {named}")
    return found


def changes_arrive(manifests: Manifests) -> list[str]:
    """Whole folders, under names that stay: kubelet never updates a subPath."""
    found = [f"ConfigMap {one['metadata']['name']} can't change"
             for one in manifests.of("ConfigMap") if one.get("immutable")]
    for one in manifests.workloads():
        for container in one.containers:
            found += [f"{one.name}: {mount['mountPath']} has a subPath"
                      for mount in container.get("volumeMounts", [])
                      if "subPath" in mount or "subPathExpr" in mount]
        found += [f"{one.name}: {volume['configMap']['name']} has another name after a change"
                  for volume in one.pod.get("volumes", [])
                  if volume.get("configMap", {"name": "mailsonde-config"})["name"]
                  != "mailsonde-config"]
    return found


def scraped_with_the_token(manifests: Manifests) -> list[str]:
    """The ServiceMonitor names the key of the Secret that the configuration takes the token from."""
    found = []
    for monitor in manifests.of("ServiceMonitor"):
        for end in monitor["spec"]["endpoints"]:
            given = end["authorization"]["credentials"]
            for one in _all(manifests):
                if one.workload.lasts and one.text and (given["name"], given["key"]) != one.token():
                    found.append(f"{one.workload.name}: its token is not {given}")
    return found


CHECKS = (is_there, files_are_mounted, loads, fits_the_program, listens, changes_arrive,
          scraped_with_the_token)
