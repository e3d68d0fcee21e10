"""Automatic tasks of withdrawal (資格喪失): checks against the registers, the day of loss, the entry, letters."""

from server.operators.withdrawal import letters, precheck, refusal, register, requests

__all__ = ["letters", "precheck", "refusal", "register", "requests"]
