"""Automatic tasks of relief of co-payments (一部負担金の減免): receipt, papers, judgement, decision, letters."""

from server.operators.copay_relief import carry, judge, letters, look, papers

__all__ = ["carry", "judge", "letters", "look", "papers"]
