"""Which rows of which documents speak of the same real-world cluster.

Candidates come from blocking by GB/T 2260 code, names are compared with rapidfuzz, and the weights
of the evidence are written down in `compare.py`. Why not splink or dedupe: splink estimates its
weights by EM from thousands of record pairs and brings a SQL engine; dedupe learns from pairs that
somebody labelled. Our lists are a few hundred names whose fields (place, industry, unit) are
already typed; there is nothing to train on, and a clerk must be able to follow every decision.
"""
