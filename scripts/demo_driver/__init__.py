"""What scripts/demo runs: five probes on real mail servers, shown as they go."""
