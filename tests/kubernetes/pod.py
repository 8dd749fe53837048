"""A workload's first container without Kubernetes: user, read-only root, capabilities, volumes.

What only a kubelet has is missing: the image (this machine's /usr stands for it), seccomp, and
limits of resources.
"""

import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path, PurePosixPath
from types import TracebackType

from tests.support.mailhost.deadline import wait_until
from tests.support.mailhost.process import Guardian
from tests.support.mailsonde.child import Child
from tests.support.mailsonde.kubelet import Volume

from .images import base_name
from .mounted import CONFIG, Mounted, stand_in
from .rendering import Manifests, Section, Workload
from .tools import program

PATIENCE_SECONDS = 60.0
_PROGRAM = "program"

# In namespaces of its own, without a network: mounts, and then the program as process 1. $1 is the
# root, $2 the program, $3 the user, $4 the group, $5 the pod's name; then PATH=FOLDER:MODE for each
# volume, --, and arguments.
_SCRIPT = r"""
set -euo pipefail
root=$1 program=$2 user=$3 group=$4 name=$5
shift 5
hostname "$name"
ip link set lo up
mount --bind "$root" "$root"
mount --rbind -o ro /usr "$root/usr"
mount --bind "$program" "$root/program"
mount -t proc proc "$root/proc"
for device in null urandom; do mount --bind "/dev/$device" "$root/dev/$device"; done
while [[ $1 != -- ]]; do
    at=${1%%=*} from=${1#*=}
    mount --bind "${from%:*}" "$root$at"
    mount -o "remount,bind,${from##*:}" "$root$at"
    shift
done
shift
mount -o remount,bind,ro "$root"
exec chroot "$root" /usr/bin/setpriv --reuid "$user" --regid "$group" --clear-groups \
    --inh-caps=-all --bounding-set=-all --no-new-privs /program "$@"
"""
_ASK = r"""
import http.client, sys
page = http.client.HTTPConnection("127.0.0.1", 9464, timeout=60)
token = {"Authorization": "Bearer " + sys.argv[2]} if sys.argv[2] else {}
page.request("GET", sys.argv[1], headers=token)
answer = page.getresponse()
print(answer.status, answer.read().decode())
"""


class Pod:
    """Runs from __enter__ on; gone without a trace at the end."""

    def __init__(self, manifests: Manifests, workload: Workload, folder: Path) -> None:
        self.mounted = Mounted(manifests, workload)
        self._workload = workload
        self._folder = folder
        self._root = folder / "root"
        self.config = Volume(folder / "config", 0o644)
        self.token = secrets.token_hex(16)

    def __enter__(self) -> "Pod":
        self._make_root()
        self._guardian = Guardian(self._folder)
        self._child = Child(self._command(), self._folder / "out", self._folder / "log",
                            self._guardian)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if error is not None:
            print(self.log()[-4000:], file=sys.stderr)
        self._child.make_sure_it_ended()
        self._guardian.dismiss()

    # --- what is in it

    def _make_root(self) -> None:
        for name in ("usr", "proc", "dev", "etc", "run", "var"):
            (self._root / name).mkdir(parents=True)
        for name in ("bin", "sbin", "lib", "lib64"):
            (self._root / name).symlink_to(f"usr/{name}")
        for name in (_PROGRAM, "dev/null", "dev/urandom"):
            (self._root / name).touch()
        group = self._workload.pod["securityContext"]["fsGroup"]
        secret = Volume(self._folder / "secrets", self._secret_mode())
        secret.update({path.name: self.token if path.name == "http.token" else stand_in(authority)
                       for path, authority in self.mounted.references().items()})
        self.config.update({CONFIG.name: self.mounted.text})
        (self._folder / "data").mkdir()
        for each in (self._folder / "secrets").rglob("*"):
            os.chown(each, 0, group, follow_symlinks=False)
        # As kubelet leaves a disk for an fsGroup.
        os.chown(self._folder / "data", 0, group)
        (self._folder / "data").chmod(0o2775)

    def _secret_mode(self) -> int:
        mode: int = self._workload.volume("secrets")["secret"]["defaultMode"]
        return mode

    def _volumes(self) -> list[str]:
        out = []
        for mount in self._workload.containers[0]["volumeMounts"]:
            at = PurePosixPath(mount["mountPath"])
            (self._root / at.relative_to("/")).mkdir(parents=True, exist_ok=True)
            mode = "ro" if mount.get("readOnly") else "rw"
            out.append(f"{at}={self._folder / mount['name']}:{mode}")
        return out

    def _command(self) -> list[str]:
        container: Section = self._workload.containers[0]
        user: Section = self._workload.pod["securityContext"]
        name = f"{self._workload.object['metadata']['name']}-0"
        return ["unshare", "--mount", "--net", "--pid", "--uts", "--fork", "--kill-child",
                "bash", "-c", _SCRIPT, "pod", str(self._root),
                str(program(base_name(container["image"]))), str(user["runAsUser"]),
                str(user["runAsGroup"]), name, *self._volumes(), "--", *container.get("args", [])]

    # --- what it says

    def log(self) -> str:
        return (self._folder / "log").read_text()

    def pid(self) -> int:
        """Of the program; 0 before it is there."""
        try:
            task = Path(f"/proc/{self._child.pid}/task/{self._child.pid}/children").read_text()
            own = Path(f"/proc/{task.split()[0]}/comm").read_text().strip() if task else ""
        except OSError:
            return 0
        return int(task.split()[0]) if own == _PROGRAM else 0

    def get(self, path: str, token: str = "") -> tuple[int, str]:
        """Status and body of a page; 0 if nobody listens."""
        done = subprocess.run(
            ["nsenter", f"--net=/proc/{self._child_pid()}/ns/net", sys.executable, "-c", _ASK, path,
             token], capture_output=True, text=True, check=False)
        status, _, body = done.stdout.partition(" ")
        return int(status or 0), body.removesuffix("\n")

    def _child_pid(self) -> int:
        return wait_until(self.pid, PATIENCE_SECONDS, "the program in its pod")

    def wait_for_page(self, path: str, status: int) -> None:
        wait_until(lambda: self._child.running() and self.get(path)[0] == status,
                   PATIENCE_SECONDS, f"{path}: {status}", 0.2)

    def status_of_process(self) -> dict[str, str]:
        lines = Path(f"/proc/{self._child_pid()}/status").read_text().splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

    def stop(self) -> int:
        """As kubelet does it; the exit code. MailHostError if SIGKILL would have followed."""
        os.kill(self._child_pid(), signal.SIGTERM)
        return self._child.wait_end(
            float(self._workload.pod["terminationGracePeriodSeconds"]), "SIGTERM")
