"""What no schema sees. A check takes all manifests of a deployment; a line for each problem."""

from collections.abc import Callable

from ..rendering import Manifests
from . import availability, configuration, hardening, images, network, probes, wiring

Check = Callable[[Manifests], list[str]]

_MODULES = (availability, configuration, hardening, images, network, probes, wiring)

CHECKS: dict[str, Check] = {
    f"{module.__name__.rsplit('.', 1)[-1]}.{check.__name__}": check
    for module in _MODULES for check in module.CHECKS}
