"""Automatic tasks and letters of 送達・返戻・公示送達 (service of letters that came back)."""

from server.operators.serve_letter import letters, looking, sending, settling

__all__ = ["letters", "looking", "sending", "settling"]
