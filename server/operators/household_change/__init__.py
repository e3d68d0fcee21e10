"""Automatic tasks of household change (異動・変更): the change planned and checked, the register entry, letters."""

from server.operators.household_change import letters, precheck, refusal, register

__all__ = ["letters", "precheck", "refusal", "register"]
