"""Carrying out what the plan says."""

from collections.abc import Callable

from tests.support.cut import cut
from tests.support.kafka.settings import PLAIN

from .plan import ALL_BROKERS, BROKERS, REPLICAS, Fault
from .scene import Scene


def begin(scene: Scene, fault: Fault) -> None:
    if fault.kind == "cut":
        cut(_port(scene, fault.target))
    elif fault.kind == "freeze":
        scene.pair.processes[fault.target].freeze()
    elif fault.target in REPLICAS:
        scene.pair.processes[fault.target].kill()
    elif fault.kind == "restart":
        _mail_server(scene, fault.target)[0]()
    else:
        for number in _brokers(fault.target):
            scene.kafka.kill(number)


def end(scene: Scene, fault: Fault) -> None:
    """Whoever was taken away is back, or begins to be."""
    if fault.kind == "freeze":
        scene.pair.processes[fault.target].go_on()
    elif fault.target in REPLICAS:
        scene.pair.processes[fault.target].start()
    elif fault.kind == "restart":
        _mail_server(scene, fault.target)[1]()
    elif fault.kind == "kill":
        for number in _brokers(fault.target):
            scene.kafka.start(number)


def _brokers(target: str) -> list[int]:
    return [number for number, name in enumerate(BROKERS, 1) if target in (name, ALL_BROKERS)]


def _mail_server(scene: Scene, target: str) -> tuple[Callable[[], None], Callable[[], None]]:
    host = scene.host
    return (host.stop_imap, host.start_imap) if target == "imap" else (
        host.stop_smtp, host.start_smtp)


def _port(scene: Scene, target: str) -> int:
    if target in BROKERS:
        return scene.kafka.members[BROKERS.index(target)].ports[PLAIN]
    return scene.host.imaps_port if target == "imap" else scene.host.smtps_port
