"""Automatic tasks of 賦課決定・更正: the levy computed before people look, decided after they agreed; its letters."""

from server.operators.levy_decision import compute, notice, register

__all__ = ["compute", "notice", "register"]
