"""NetworkPolicies: nobody comes in but who must, and out goes what the configuration needs."""

from ..mounted import Mounted
from ..rendering import Manifests, Section, Workload

_NAMES = {("UDP", 53), ("TCP", 53)}


def closed(manifests: Manifests) -> list[str]:
    """Each pod has a policy for both directions, and no rule is open to all."""
    found = []
    for one in manifests.workloads():
        kinds = {kind for policy in _policies(manifests, one)
                 for kind in policy["spec"].get("policyTypes", [])}
        found += [f"{one.name}: {kind} is open" for kind in ("Ingress", "Egress")
                  if kind not in kinds]
    for policy in manifests.of("NetworkPolicy"):
        name = f"NetworkPolicy {policy['metadata']['name']}"
        for rule in policy["spec"].get("ingress", []):
            if not rule.get("from") or not rule.get("ports"):
                found.append(f"{name} lets anybody in, or to any port")
        found += [f"{name} lets out to any port"
                  for rule in policy["spec"].get("egress", []) if not rule.get("ports")]
    return found


def ways_out(manifests: Manifests) -> list[str]:
    """The ports of all servers in the configuration, and names."""
    found = []
    for one in manifests.workloads():
        allowed = {(port.get("protocol", "TCP"), port["port"])
                   for policy in _policies(manifests, one)
                   for rule in policy["spec"].get("egress", []) for port in rule.get("ports", [])}
        needed = _NAMES | {("TCP", port) for port in _ports(one, Mounted(manifests, one).effective)}
        found += [f"{one.name}: no way out to {protocol} {port}"
                  for protocol, port in sorted(needed - allowed)]
    return found


def _policies(manifests: Manifests, one: Workload) -> list[Section]:
    return [policy for policy in manifests.of("NetworkPolicy")
            if one in manifests.selected(policy["spec"]["podSelector"].get("matchLabels", {}))]


def _ports(one: Workload, config: Section) -> set[int]:
    """Where this program connects to."""
    out = {int(broker.rpartition(":")[2])
           for broker in config.get("kafka", {}).get("brokers", [])}
    command = one.command()
    if command[0] == "mailsonde-sender" or command[:2] == ["mailsonde", "run"]:
        out |= {route["smtp"]["port"] for route in config.get("routes", {}).values()}
    if command[0] == "mailsonde-checker" or command[:2] == ["mailsonde", "run"]:
        out |= {box["imap"]["port"] for box in config.get("mailboxes", {}).values()}
    return out


CHECKS = (closed, ways_out)
