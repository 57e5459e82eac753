"""All documents assembled into one registry, and every face it is written in.

Reads stage results only (never runs a stage), writes only through `pipeline.store`.
"""
