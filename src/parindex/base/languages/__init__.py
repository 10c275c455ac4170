"""What is told to people, as data: problem codes in `codes.toml`, messages in other languages in `vi.toml`."""
