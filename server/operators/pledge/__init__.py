"""Automatic tasks and letters of 分割納付誓約 (pledges to pay in parts)."""

from server.operators.pledge import ending, letters, offer, plan, register, review

__all__ = ["ending", "letters", "offer", "plan", "register", "review"]
