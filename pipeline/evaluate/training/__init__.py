"""Teach a recogniser worn print: lines of made scans, the network in PyTorch, what it learned."""
