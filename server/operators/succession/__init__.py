"""納付義務の承継 (P29): a dead payer's debts and credits looked up, heirs asked, shares reckoned, parts taken over."""

from server.operators.succession import dividing, letters, looking

__all__ = ["dividing", "letters", "looking"]
