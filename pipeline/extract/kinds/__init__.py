"""Document kinds as data: what a part is, and which readings its records hold."""
