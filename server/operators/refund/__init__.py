"""還付 (P25): whoever may get it is told, claims it, is checked, gets it with its interest by one transfer."""

from server.operators.refund import claiming, letters, ordering, waiting

__all__ = ["claiming", "letters", "ordering", "waiting"]
