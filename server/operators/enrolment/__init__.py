"""Automatic tasks of enrolment (資格取得): checks against the registers, the register entry, documents and letters."""

from server.operators.enrolment import documents, letters, precheck, refusal, register, requests

__all__ = ["documents", "letters", "precheck", "refusal", "register", "requests"]
