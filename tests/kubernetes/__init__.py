"""k8s/: what is rendered from it is valid, hardened, and fits the programs; without a cluster."""
