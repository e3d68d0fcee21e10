"""Automatic tasks and letters of 徴収猶予・換価の猶予 (deferrals), from the application to the decision."""

from server.operators.deferral import grant, letters, precheck, refusal, requests

__all__ = ["grant", "letters", "precheck", "refusal", "requests"]
