"""What scripts/test-containers runs: the images and the compose stack, on a Docker daemon of its own."""
