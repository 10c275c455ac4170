"""What a change of a definition does to the results of the same evidence, split by cause."""
