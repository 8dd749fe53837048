// What we use of the Prometheus Operator's resource (monitoring.coreos.com/v1): kubernetes-types has it not.
interface LabelSelector {
  matchLabels?: {[name: string]: string};
}

interface Endpoint {
  port: string;
  path?: string;
  scheme?: 'http' | 'https';
  interval?: string;
  authorization?: {type?: string; credentials: {name: string; key: string; optional?: boolean}};
}

export interface ServiceMonitor {
  apiVersion: 'monitoring.coreos.com/v1';
  kind: 'ServiceMonitor';
  metadata: {name: string; namespace?: string; labels?: {[name: string]: string}};
  spec: {
    selector: LabelSelector;
    endpoints: Endpoint[];
    jobLabel?: string;
    namespaceSelector?: {any?: boolean; matchNames?: string[]};
  };
}
