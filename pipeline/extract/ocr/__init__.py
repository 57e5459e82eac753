"""Recognisers behind one interface: lines with a score and alternatives per character."""
