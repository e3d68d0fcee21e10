"""Benchmarks (性能の計測): each measures this program against a named reference in the same run, on this machine.

The room stands above the others because a benchmark may look at any of them; nothing imports it. `kokuho bench NAME`
finds a benchmark by its line in `benches.BENCHES`; a new one is one module with one function.
"""
