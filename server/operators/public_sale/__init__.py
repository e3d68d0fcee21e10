"""Automatic tasks of 公売: judged, announced, bids opened, sold, paid, distributed or ended; its letters."""

from server.operators.public_sale import bidding, ending, judging, letters, planning, selling

__all__ = ["bidding", "ending", "judging", "letters", "planning", "selling"]
