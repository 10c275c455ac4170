"""What would be: other evidence of some units, and what all of them would have."""
