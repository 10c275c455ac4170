"""From the TOML text of a definition to its tree and back, every fault with its place."""
