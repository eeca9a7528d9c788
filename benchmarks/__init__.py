"""Benchmarks: what loading, building and reading cost, beside named baselines."""
