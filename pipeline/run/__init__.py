"""The ordered stage list, its cache, its executors and its progress."""
