"""Copies of the manifests with one thing wrong in each, and who must see it.

A line is: the check, the file, what stands there, what takes its place, a part of what the check
then says.
"""

from typing import NamedTuple

_SINGLE = "base/single/mailsonde.yaml"
_SENDER = "base/pair/sender.yaml"
_CHECKER = "base/pair/checker.yaml"
_TOPICS = "overlays/kafka-topics/topics.yaml"
_CONFIG = "overlays/single/mailsonde.yaml"
_KAFKA_CONFIG = "overlays/kafka/mailsonde.yaml"
_MONITOR = "components/service-monitor/service-monitor.yaml"
_DOOR = "components/service-monitor/network-policy.yaml"
_ONE_LABEL = "matchLabels: {app.kubernetes.io/name: mailsonde, app.kubernetes.io/component: sender}"
_ANY_LABEL = "matchLabels: {app.kubernetes.io/name: mailsonde}"


class Breakage(NamedTuple):
    check: str
    file: str
    before: str
    after: str
    told: str

    @property
    def deployment(self) -> str:
        """In which it shows."""
        single = "single" in self.file or "components" in self.file
        return "single" if single else "kafka"


BREAKAGES = tuple(Breakage(*line) for line in (
    # The API would refuse these, or drop what it does not know.
    ("strict", _SENDER, "readOnlyRootFilesystem:", "readonlyRootFilesystem:", "known properties"),
    ("strict", _SINGLE, "replicas: 1", 'replicas: "1"', "not assignable to type 'number'"),
    ("strict", _SINGLE, "serviceName: mailsonde", "", "'serviceName' is missing"),
    ("strict", _MONITOR, "jobLabel:", "joblabel:", "known properties"),
    ("oldest", _CHECKER, "podManagementPolicy:", "minReadySeconds: 5\n  podManagementPolicy:",
     "known properties"),
    ("oldest", _CHECKER, "clusterIP: None", "clusterIP: None\n  internalTrafficPolicy: Local",
     "came with 1.21"),

    ("wiring.selectors", _SENDER, f"  selector:\n    {_ONE_LABEL}\n  template",
     f"  selector:\n    {_ANY_LABEL}\n  template", "StatefulSet mailsonde-sender selects"),
    ("wiring.selectors", _SENDER, f"          labelSelector:\n            {_ONE_LABEL}",
     f"          labelSelector:\n            {_ANY_LABEL}", "spreads others' pods"),
    ("wiring.selectors", _SENDER, f"maxUnavailable: 1\n  selector:\n    {_ONE_LABEL}",
     f"maxUnavailable: 1\n  selector:\n    {_ANY_LABEL}", "PodDisruptionBudget mailsonde-sender"),
    ("wiring.selectors", _SENDER, "selector: {app.kubernetes.io/name: mailsonde, ",
     "selector: {app.kubernetes.io/name: mailsond, ", "Service mailsonde-sender selects nothing"),
    ("wiring.selectors", "base/pair/network-policy.yaml", "component: checker}\n  policyTypes",
     "component: chekker}\n  policyTypes", "NetworkPolicy mailsonde-checker selects nothing"),
    ("wiring.selectors", _MONITOR, _ANY_LABEL, "matchLabels: {app: mailsonde}", "leaves Service"),
    ("wiring.governing_services", _CHECKER, "serviceName: mailsonde-checker",
     "serviceName: mailsonde-sender", "has no Service of its own"),
    ("wiring.governing_services", _SINGLE, "clusterIP: None", "type: ClusterIP", "not headless"),
    ("wiring.ports", _SINGLE, "targetPort: http", "targetPort: metrics", "no such port"),
    ("wiring.ports", _SINGLE, "path: /readyz, port: http", "path: /readyz, port: 9090", "asks port"),
    ("wiring.ports", _DOOR, "port: http", "port: https", "no pod has port https"),
    ("wiring.ports", _MONITOR, "port: http", "port: web", "no Service has port web"),
    ("wiring.accounts", _SENDER, "serviceAccountName: mailsonde-sender",
     "serviceAccountName: mailsonde-checker", "two uses"),
    ("wiring.accounts", _SINGLE, "serviceAccountName: mailsonde", "serviceAccountName: sonde",
     "sonde is not there"),
    ("wiring.namespaces", "overlays/kafka-topics/kustomization.yaml", "namespace: mailsonde",
     "namespace: mail", "made"),

    ("probes.pages", _SINGLE, "          livenessProbe:\n            httpGet: {path: /healthz, port: http}",
     "          livenessProbe:\n            tcpSocket: {port: http}", "livenessProbe asks None"),
    ("probes.pages", _CHECKER, "path: /readyz", "path: /healthz", "readinessProbe asks /healthz"),
    ("probes.existing_pages", _SENDER, "path: /healthz", "path: /health", "no page"),
    ("probes.existing_pages", _MONITOR, "path: /metrics", "path: /metric", "/metric"),
    ("probes.patience", _SINGLE, "failureThreshold: 6\n", "failureThreshold: 2\n", "after 20 s"),

    ("images.ours", _SENDER, "image: mailsonde/sender", "image: debian", "not ours"),
    ("images.of_this_version", "overlays/kafka/kustomization.yaml",
     "{name: mailsonde/checker, newTag: 0.1.0}", "{name: mailsonde/checker, newTag: latest}",
     "checker:latest"),
    ("images.commands", _SINGLE, "args: [run]", "args: [serve]", "has no ['serve']"),
    ("images.commands", _SENDER, "imagePullPolicy: IfNotPresent",
     "command: [mailsonde-sender]", "replaces the program"),

    ("hardening.pods", _SENDER, "runAsUser: 10001", "runAsUser: 0", "another user"),
    ("hardening.pods", _TOPICS, "fsGroup: 10001", "fsGroup: 0", "another group"),
    ("hardening.pods", _TOPICS, "{type: RuntimeDefault}", "{type: Unconfined}", "no seccomp"),
    ("hardening.pods", _SINGLE, "      automountServiceAccountToken: false\n", "", "gets a token"),
    ("hardening.pods", _SINGLE, "\nautomountServiceAccountToken: false\n", "\n", "gives a token"),
    ("hardening.pods", _SINGLE, "enableServiceLinks: false", "hostNetwork: true", "hostNetwork"),
    ("hardening.pods", _SINGLE, "configMap: {name: mailsonde-config}", "hostPath: {path: /etc}",
     "hostPath"),
    ("hardening.containers", _TOPICS, "readOnlyRootFilesystem: true\n",
     "readOnlyRootFilesystem: false\n", "readOnlyRootFilesystem is False"),
    ("hardening.containers", _CHECKER, "{drop: [ALL]}", "{drop: [ALL], add: [NET_RAW]}", "NET_RAW"),
    ("hardening.containers", _CHECKER, "allowPrivilegeEscalation: false\n", "\n", "is None"),
    ("hardening.resources", _CHECKER, 'limits: {cpu: "1", memory: 512Mi}', 'limits: {cpu: "1"}',
     "no limits of memory"),
    ("hardening.secrets", _SENDER, "defaultMode: 288", "defaultMode: 420", "mode 644"),
    ("hardening.secrets", _SENDER, "secrets/mailsonde, readOnly: true", "secrets/mailsonde",
     "can be written"),
    ("hardening.secrets", _SENDER, "imagePullPolicy: IfNotPresent",
     "envFrom: [{secretRef: {name: mailsonde-secrets}}]", "has variables"),

    ("availability.graceful_end", _SINGLE, "terminationGracePeriodSeconds: 30",
     "terminationGracePeriodSeconds: 10", "killed after 10 s"),
    ("availability.replicas", _SINGLE, "replicas: 1", "replicas: 2", "one embedded log"),
    ("availability.replicas", "overlays/kafka/kustomization.yaml", "count: 3", "count: 25", "25"),
    ("availability.stable_names", _SENDER, "kind: StatefulSet", "kind: Deployment", "mailsonde-sender"),
    ("availability.disruption_budgets", _SENDER, "maxUnavailable: 1", "maxUnavailable: 0",
     "no node be drained"),
    ("availability.disruption_budgets", _CHECKER, "maxUnavailable: 1", "minAvailable: 0%",
     "all go at once"),
    ("availability.disruption_budgets", _CHECKER, "  maxUnavailable: 1\n  selector:\n    matchLabels: "
     "{app.kubernetes.io/name: mailsonde, app.kubernetes.io/component: checker}",
     f"  maxUnavailable: 1\n  selector:\n    {_ONE_LABEL}", "has 0 budgets"),
    ("availability.spreading", _SENDER, "topologyKey: kubernetes.io/hostname",
     "topologyKey: topology.kubernetes.io/region", "not spread over"),

    ("network.closed", "base/single/network-policy.yaml", "[Ingress, Egress]", "[Ingress]",
     "Egress is open"),
    ("network.closed", "base/single/network-policy.yaml", "ingress: []", "ingress: [{}]",
     "lets anybody in"),
    ("network.closed", "base/single/network-policy.yaml", "egress:\n", "egress:\n    - {}\n",
     "to any port"),
    ("network.ways_out", "base/single/network-policy.yaml", "port: 993", "port: 995", "TCP 993"),
    ("network.ways_out", _KAFKA_CONFIG, "kafka-1.kafka.kafka.svc:9093",
     "kafka-1.kafka.kafka.svc:9094", "TCP 9094"),

    ("configuration.is_there", "overlays/single/kustomization.yaml", "[mailsonde.yaml]",
     "[config.yaml=mailsonde.yaml]", "no ConfigMap makes"),
    ("configuration.files_are_mounted", _CONFIG, "/run/secrets/mailsonde/k1.key",
     "/etc/secrets/k1.key", "nothing is mounted"),
    ("configuration.files_are_mounted", _KAFKA_CONFIG, "/run/secrets/mailsonde/kafka-ca.pem",
     "/etc/mailsonde/kafka-ca.pem", "no key kafka-ca.pem"),
    ("configuration.loads", _CONFIG, "probes:", "prober:", "unknown key 'prober'"),
    ("configuration.fits_the_program", _CONFIG, "routes:\n",
     "kafka: {brokers: [kafka:9092], tls: off}\nroutes:\n", "kafka in the configuration"),
    ("configuration.fits_the_program", _CONFIG, "data: /var/lib/mailsonde", "data: /var/lib/sonde",
     "no volume for /var/lib/sonde"),
    ("configuration.listens", _CONFIG, "0.0.0.0:9464", "127.0.0.1:9464", "127.0.0.1"),
    ("configuration.listens", _CONFIG, "0.0.0.0:9464", "0.0.0.0:9465", "9465"),
    ("configuration.changes_arrive", _SINGLE, "mountPath: /var/lib/mailsonde",
     "mountPath: /var/lib/mailsonde, subPath: log", "has a subPath"),
    ("configuration.changes_arrive", "overlays/single/kustomization.yaml",
     "disableNameSuffixHash: true", "disableNameSuffixHash: false", "another name"),
    ("configuration.scraped_with_the_token", _MONITOR, "key: http.token", "key: token", "its token"),
))
