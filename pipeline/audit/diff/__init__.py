"""Two registries compared cell by cell, with the cause of every change."""
