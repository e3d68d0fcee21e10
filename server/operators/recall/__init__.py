"""Automatic tasks of the recall of certificates (回収): what is out, what came back, reminders, the end."""

from server.operators.recall import letters, opening, waiting

__all__ = ["letters", "opening", "waiting"]
