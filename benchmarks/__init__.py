"""Measures what the goals promise: `python -m benchmarks`. See README.md beside this."""
