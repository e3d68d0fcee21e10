"""Automatic tasks of 当初賦課・月例更正: the run opened, tried, released, assessed, told and mailed."""

from server.operators.levy_run import run

__all__ = ["run"]
