"""Automatic tasks of 配当: the sheet planned, sent with the money in custody, applied on its day; its letter."""

from server.operators.distribution import applying, beside, letters, planning

__all__ = ["applying", "beside", "letters", "planning"]
