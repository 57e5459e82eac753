"""The values every stage speaks: frozen, slotted dataclasses without behaviour of their own.

Frames: a `box` is in pixels of the raw page (top-left origin); an `upright` box is in pixels of
the straightened page that layout works on. Page numbers are 1-based. Confidence is 0-1.
"""
