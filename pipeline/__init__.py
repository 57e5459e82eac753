"""scan-registry: scanned Chinese official documents -> an auditable registry."""

__version__ = "0.1.0"
