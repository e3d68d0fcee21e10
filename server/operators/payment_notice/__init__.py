"""納付済額のお知らせと納付確認書: what was paid in a calendar year, told once a year or on request."""

from server.operators.payment_notice import certificate, letters

__all__ = ["certificate", "letters"]
