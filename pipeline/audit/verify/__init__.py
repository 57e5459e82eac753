"""Stored against actual: inputs, dictionaries, artefacts and the registry, down to the cell."""
