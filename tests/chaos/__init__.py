"""What scripts/chaos runs: the pair in three replicas each, while everything around it fails."""
