"""Benchmarks: what Vigil reaches on this machine, as ratios to what the same machine reaches otherwise."""
