"""Automatic tasks of reliefs from premiums (保険料の減免): receipt, papers, comparison, decision, letters."""

from server.operators.premium_relief import carry, judge, letters, look, papers

__all__ = ["carry", "judge", "letters", "look", "papers"]
