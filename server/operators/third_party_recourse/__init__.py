"""第三者行為求償 (P26): an injury asked about, its facts entered, the claim decided, made, watched and closed."""

from server.operators.third_party_recourse import beside, following, issuing, judging, letters, looking

__all__ = ["beside", "following", "issuing", "judging", "letters", "looking"]
