"""Configuration and secrets as Kubernetes gives them to a pod: in a ConfigMap and a Secret."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .settings import Settings

_DATA = "..data"
_SECRET_MODE = 0o440  # defaultMode in k8s/


class Volume:
    """A folder that is changed as kubelet changes that of a ConfigMap or Secret.

    The files lie in a folder of their own, and `..data` leads to it; what a program sees are links
    through `..data`. A change makes another such folder and renames a new `..data` over the old
    one, so that all files change at once. Links for new files come before, links of removed files
    go after that.
    """

    def __init__(self, folder: Path, mode: int) -> None:
        self._folder = folder
        self._mode = mode
        folder.mkdir(exist_ok=True)

    def update(self, files: Mapping[str, str]) -> None:
        data = self._folder / _DATA
        before = data.resolve() if data.is_symlink() else None
        if before and {each.name: each.read_text() for each in before.iterdir()} == dict(files):
            return  # kubelet leaves it alone, too
        after = Path(tempfile.mkdtemp(prefix="..2026_11_30_12_00_00.", dir=self._folder))
        after.chmod(0o755)
        for name, text in files.items():
            (after / name).write_text(text)
            (after / name).chmod(self._mode)
            if not (self._folder / name).is_symlink():
                (self._folder / name).symlink_to(f"{_DATA}/{name}")
        draft = self._folder / "..data_tmp"
        draft.symlink_to(after.name)
        draft.replace(data)
        if before:
            for removed in {each.name for each in before.iterdir()} - set(files):
                (self._folder / removed).unlink()
            shutil.rmtree(before)


class PodSettings(Settings):
    """Settings that write() puts where a pod has them: two volumes, each changed by itself."""

    def write(self, file: Path) -> None:
        self.write_secrets(file)
        self.write_configuration(file)

    def write_secrets(self, file: Path) -> None:
        Volume(file.parent / "secrets", _SECRET_MODE).update(self.secrets)

    def write_configuration(self, file: Path) -> None:
        text = json.dumps(self.document(), indent=2) + "\n"
        Volume(file.parent, 0o644).update({file.name: text})
