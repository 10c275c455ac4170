"""Questions asked of scores: one a module, each takes scores or definitions and returns one frozen result."""
