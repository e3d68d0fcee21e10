"""Automatic tasks of the exemption around a birth (産前産後期間の免除): months, papers, the record, the refusal."""

from server.operators.maternity import letters, precheck, refusal, register, requests

__all__ = ["letters", "precheck", "refusal", "register", "requests"]
