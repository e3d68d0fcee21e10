"""不当利得・不正利得の返還 (P27): claims listed, judged, asked back by their kind of money, watched to the end."""

from server.operators.benefit_recovery import beside, following, issuing, judging, letters

__all__ = ["beside", "following", "issuing", "judging", "letters"]
