"""Automatic tasks of 財産調査: third parties asked, reminded once, answers on record, what follows; its letter."""

from server.operators.asset_inquiry import answering, asking, beside, letters

__all__ = ["answering", "asking", "beside", "letters"]
