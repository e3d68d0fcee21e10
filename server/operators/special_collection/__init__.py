"""Automatic tasks of withholding from pensions (特別徴収): the request's steps, the stop, the letters."""

from server.operators.special_collection import letters, run, stop

__all__ = ["letters", "run", "stop"]
