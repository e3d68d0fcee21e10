"""若葉市: a generated city for the demo, for tests and for measuring; deterministic by seed, no real person in it."""
