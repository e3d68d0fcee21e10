"""Automatic tasks of 差押の管理: what stands of a seizure, and what a look at it begins."""

from server.operators.seizure_watch import beside, watching

__all__ = ["beside", "watching"]
