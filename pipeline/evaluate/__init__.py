"""Scores against truth, calibration, benchmarks and the scan maker."""
