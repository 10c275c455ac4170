"""Definitions are checked as a whole, and reviewed."""
