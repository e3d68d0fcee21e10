"""Automatic tasks and the letter of a granted deferral (猶予の履行): watched, ended, revoked."""

from server.operators.deferral_watch import letters, revoke, watching

__all__ = ["letters", "revoke", "watching"]
