"""Automatic tasks of re-issue (再交付): checks, the new document, the refusal, a lost one found again."""

from server.operators.certificate import finding, letters, precheck, refusal, reissue

__all__ = ["finding", "letters", "precheck", "refusal", "reissue"]
