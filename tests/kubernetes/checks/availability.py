"""Replicas, and what may happen to them."""

from ..rendering import Manifests, Section

STOP_SECONDS = 10  # within which a SIGTERM ends each program
_PARTITIONS = 24  # of the topics; further replicas would have nothing to do


def graceful_end(manifests: Manifests) -> list[str]:
    """Nobody is killed in the middle of an orderly end."""
    return [f"{one.name} is killed after {one.pod.get('terminationGracePeriodSeconds', 30)} s"
            for one in manifests.services()
            if one.pod.get("terminationGracePeriodSeconds", 30) < 2 * STOP_SECONDS]


def replicas(manifests: Manifests) -> list[str]:
    """One of what has the embedded log, several of what shares its work."""
    found = []
    for one in manifests.services():
        if one.command()[:2] == ["mailsonde", "run"]:
            if one.replicas != 1:
                found.append(f"{one.name}: {one.replicas} replicas on one embedded log")
        elif not 2 <= one.replicas <= _PARTITIONS:
            found.append(f"{one.name}: {one.replicas} replicas")
    return found


def stable_names(manifests: Manifests) -> list[str]:
    """A restarted replica ends what it had begun before, by its name; the log is found again."""
    return [f"{one.name} is no StatefulSet" for one in manifests.services()
            if one.object["kind"] != "StatefulSet"]


def disruption_budgets(manifests: Manifests) -> list[str]:
    """Of several one at a time may go, but not all; one alone must not hold up a drain."""
    found = []
    for one in manifests.services():
        budgets = [each for each in manifests.of("PodDisruptionBudget")
                   if one in manifests.selected(each["spec"]["selector"]["matchLabels"])]
        if one.replicas > 1 and len(budgets) != 1:
            found.append(f"{one.name} has {len(budgets)} budgets")
        for budget in budgets:
            may_go = _may_go(budget["spec"], one.replicas)
            if may_go < 1:
                found.append(f"{one.name}: its budget lets no node be drained")
            elif may_go >= one.replicas > 1:
                found.append(f"{one.name}: its budget lets all go at once")
    return found


def spreading(manifests: Manifests) -> list[str]:
    """Replicas are on several nodes, and zones where there are any."""
    found = []
    for one in manifests.services():
        keys = {each["topologyKey"] for each in one.pod.get("topologySpreadConstraints", [])}
        wanted = {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}
        if one.replicas > 1 and not wanted <= keys:
            found.append(f"{one.name} is not spread over {sorted(wanted - keys)}")
    return found


def _may_go(spec: Section, count: int) -> int:
    if "maxUnavailable" in spec:
        return _number(spec["maxUnavailable"], count)
    return count - _number(spec["minAvailable"], count)


def _number(value: int | str, count: int) -> int:
    """Percentages are rounded up, as the API does it."""
    return value if isinstance(value, int) else -(-int(value.rstrip("%")) * count // 100)



CHECKS = (graceful_end, replicas, stable_names, disruption_budgets, spreading)
