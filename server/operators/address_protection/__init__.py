"""Automatic tasks of address protection (支援措置): masking, checks, the register, letters, answers, the end."""

from server.operators.address_protection import beginning, checking, ending, letters, meanwhile, measures

__all__ = ["beginning", "checking", "ending", "letters", "meanwhile", "measures"]
