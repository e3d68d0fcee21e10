"""還付未済の時効 (P25): what nobody claimed in time is listed once a year, looked at, decided and booked as revenue."""

from server.operators.refund_lapse import listing

__all__ = ["listing"]
