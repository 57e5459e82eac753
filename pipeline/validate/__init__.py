"""Rules over typed values, one per file, each with a permanent slug; what is accepted."""
