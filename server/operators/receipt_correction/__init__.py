"""Automatic tasks of 不明入金・期別の訂正: the payment looked up, its new place checked, the money moved."""

from server.operators.receipt_correction import payment

__all__ = ["payment"]
