"""督促: the letters of a run, and the steps of its case."""

from server.operators.dunning_run import letters, run

__all__ = ["letters", "run"]
