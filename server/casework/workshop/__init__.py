"""The managers' workshop (手続の工房): drafts, their difference, release, moves of running cases, trials."""
