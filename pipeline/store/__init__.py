"""The only reader and writer of `extracted/`: paths, canonical JSON, atomic writes, hashes."""
