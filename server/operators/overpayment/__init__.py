"""過誤納の充当 (P24): found, its cause confirmed by two people, set off in the order of the law, the rest passed on."""

from server.operators.overpayment import carrying, gathering, letters, planning

__all__ = ["carrying", "gathering", "letters", "planning"]
