"""Names by which objects refer to each other."""

from ..rendering import Manifests, Section


def selectors(manifests: Manifests) -> list[str]:
    """Whoever selects pods selects those it is meant for."""
    found = []
    for one in manifests.services():
        chosen = one.object["spec"]["selector"]["matchLabels"]
        if manifests.selected(chosen) != [one]:
            found.append(f"{one.name} selects {_names(manifests, chosen)}")
        for spread in one.pod.get("topologySpreadConstraints", []):
            if manifests.selected(spread["labelSelector"]["matchLabels"]) != [one]:
                found.append(f"{one.name} spreads others' pods")
    for service in manifests.of("Service"):
        chosen = service["spec"]["selector"]
        if len(manifests.selected(chosen)) != 1:
            found.append(f"Service {_name(service)} selects {_names(manifests, chosen)}")
    for policy in manifests.of("NetworkPolicy"):
        if not manifests.selected(policy["spec"]["podSelector"].get("matchLabels", {})):
            found.append(f"NetworkPolicy {_name(policy)} selects nothing")
    for budget in manifests.of("PodDisruptionBudget"):
        chosen = budget["spec"]["selector"]["matchLabels"]
        if len(manifests.selected(chosen)) != 1:
            found.append(f"PodDisruptionBudget {_name(budget)} selects {_names(manifests, chosen)}")
    for monitor in manifests.of("ServiceMonitor"):
        chosen = monitor["spec"]["selector"]["matchLabels"]
        for service in manifests.of("Service"):
            if not chosen.items() <= service["metadata"].get("labels", {}).items():
                found.append(f"ServiceMonitor leaves Service {_name(service)} out")
    return found


def governing_services(manifests: Manifests) -> list[str]:
    """A StatefulSet has a headless Service, which selects its pods."""
    found = []
    for one in manifests.services():
        if one.object["kind"] != "StatefulSet":
            continue
        service = manifests.named("Service", one.object["spec"]["serviceName"])
        if service is None or manifests.selected(service["spec"]["selector"]) != [one]:
            found.append(f"{one.name} has no Service of its own")
        elif service["spec"].get("clusterIP") != "None":
            found.append(f"Service {_name(service)} of {one.name} is not headless")
    return found


def ports(manifests: Manifests) -> list[str]:
    """A named port is one of the pods' behind it."""
    found = []
    for service in manifests.of("Service"):
        for port in service["spec"]["ports"]:
            for one in manifests.selected(service["spec"]["selector"]):
                if port["targetPort"] not in _ports(one.containers):
                    found.append(f"Service {_name(service)}: {one.name} has no such port")
    for one in manifests.workloads():
        for container in one.containers:
            for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
                port = container.get(kind, {}).get("httpGet", {}).get("port")
                if port is not None and port not in _ports([container]):
                    found.append(f"{one.name}: {kind} asks port {port}, which there is not")
    for policy in manifests.of("NetworkPolicy"):
        chosen = manifests.selected(policy["spec"]["podSelector"].get("matchLabels", {}))
        there = {port for one in chosen for port in _ports(one.containers)}
        for rule in policy["spec"].get("ingress", []):
            found += [f"NetworkPolicy {_name(policy)}: no pod has port {port['port']}"
                      for port in rule.get("ports", []) if port["port"] not in there]
    offered = {port["name"] for one in manifests.of("Service") for port in one["spec"]["ports"]}
    for monitor in manifests.of("ServiceMonitor"):
        found += [f"ServiceMonitor: no Service has port {end['port']}"
                  for end in monitor["spec"]["endpoints"] if end["port"] not in offered]
    return found


def accounts(manifests: Manifests) -> list[str]:
    """Each has an account of its own that exists."""
    names = [one.pod.get("serviceAccountName") for one in manifests.workloads()]
    found = [f"ServiceAccount {name} is not there or has two uses" for name in names
             if not manifests.named("ServiceAccount", str(name)) or names.count(name) > 1]
    return found


def namespaces(manifests: Manifests) -> list[str]:
    """All are in one, and it is the one that is made."""
    made = {_name(one) for one in manifests.of("Namespace")}
    used = {one["metadata"].get("namespace", "(none)") for one in manifests.objects
            if one["kind"] != "Namespace"}
    return [] if len(used) == 1 and (not made or made == used) else [f"{used}, made: {made}"]


def _ports(containers: list[Section]) -> set[object]:
    all_ports = [port for one in containers for port in one.get("ports", [])]
    return {one.get("name") for one in all_ports} | {one["containerPort"] for one in all_ports}


def _name(one: Section) -> str:
    return str(one["metadata"]["name"])


def _names(manifests: Manifests, labels: dict[str, str]) -> str:
    return ", ".join(one.name for one in manifests.selected(labels)) or "nothing"


CHECKS = (selectors, governing_services, ports, accounts, namespaces)
