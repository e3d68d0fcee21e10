"""Automatic tasks of the simple declaration of income (簡易申告): who is unknown, letters, checks, the record."""

from server.operators.income_declaration import letters, look, precheck, register, request

__all__ = ["letters", "look", "precheck", "register", "request"]
