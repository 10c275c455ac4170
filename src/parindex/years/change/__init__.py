"""What changed between two years, and why: by cause, exactly."""
