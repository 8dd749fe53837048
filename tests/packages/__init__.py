"""What scripts/package makes, in roots and on machines that have nothing else; scripts/test-packages runs it."""
