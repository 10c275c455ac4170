"""Results as notebooks show them: short fragments of HTML."""
