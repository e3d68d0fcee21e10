"""Automatic tasks of 交付要求・参加差押: debts ranked, filed before the end of the period, settled; letters."""

from server.operators.claim_participation import filing, letters, settling, taking_over

__all__ = ["filing", "letters", "settling", "taking_over"]
