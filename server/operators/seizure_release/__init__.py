"""Automatic tasks of 差押解除: whether it may be released, and the release with its letters."""

from server.operators.seizure_release import beside, letters, releasing

__all__ = ["beside", "letters", "releasing"]
