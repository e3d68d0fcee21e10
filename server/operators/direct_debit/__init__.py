"""Automatic tasks of direct debit (口座振替): completeness, the account a second time, the register, letters."""

from server.operators.direct_debit import entry, letters, register

__all__ = ["entry", "letters", "register"]
