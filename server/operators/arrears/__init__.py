"""Automatic tasks of arrears (滞納整理): the picture, contacts, reminders, warnings, what is begun; their letters."""

from server.operators.arrears import assess, letters, reaching

__all__ = ["assess", "letters", "reaching"]
