"""How much of a fixed late charge falls away for some days (延滞金の減免額): reckoned anew from its own spans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from server.domain.values import Values

SHARES = {"FULL": Fraction(1), "HALF": Fraction(1, 2)}


def waived_yen(
    amount: int, spans: Iterable[Mapping[str, Any]], first: date, last: date, share: Fraction, due: date, values: Values
) -> int:
    """The yen of a late charge of `amount` that are waived for the days from `first` to `last`, both included.

    The rest is cut off as the whole was: what stays claimed is again a multiple of the city's unit, and nothing under
    its least amount. `due` is the premium's due date, on which the shape is looked up. Raises `value_missing`.
    """
    rest = Fraction(0)
    for span in spans:
        begin, end = date.fromisoformat(str(span["from"])), date.fromisoformat(str(span["to"]))
        days = (min(end, last) - max(begin, first) + timedelta(days=1)).days
        exact = Fraction(str(span["exact"]))
        rest += exact - exact * max(days, 0) * share / int(span["days"])
    unit, least = (values.integer(f"late_charge.{name}", due) for name in ("charge_unit", "charge_min"))
    whole = int(rest)
    left = whole // unit * unit if whole >= least else 0
    return amount - min(left, amount)
