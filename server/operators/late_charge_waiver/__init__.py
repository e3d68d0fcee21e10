"""延滞金の減免 (P08): looked up, reckoned by instalment and days, decided, told."""

from server.operators.late_charge_waiver import carry_out, judge, letters

__all__ = ["carry_out", "judge", "letters"]
