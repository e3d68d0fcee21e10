"""審査請求 (P30): taken in, sent to whoever reviews, stated or ruled, put on record."""

from server.operators.appeal import letters, looking, ruling

__all__ = ["letters", "looking", "ruling"]
