"""How a payment is spread (充当の順序・区分の按分): dated values of law and ordinance, read once for a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast

from server.domain.values import Values

PLACES = ("principal", "late", "fee", "cost")
Between = Literal["OLDEST_DUE_FIRST", "AS_PRINTED"]
PartSplit = Literal["PROPORTIONAL", "IN_ORDER"]


@dataclass(frozen=True, slots=True)
class Rules:
    """`order` within a claim (each of `PLACES` once), `between` the claims of one slip, `part_split` over the parts."""

    order: tuple[str, ...] = PLACES
    between: Between = "OLDEST_DUE_FIRST"
    part_split: PartSplit = "PROPORTIONAL"

    def late_first(self) -> Rules:
        """For a slip that asks for the late charge alone (延滞金のみの納付書)."""
        return replace(self, order=("late", *(place for place in self.order if place != "late")))


def rules_on(values: Values, day: date) -> Rules:
    """The rules in force on `day`. Raises `Refused("value_missing")`; ValueError for words no rule knows."""
    order = tuple(str(place) for place in values.items("receipts.order_within", day))
    between, part_split = values.text("receipts.order_between", day), values.text("receipts.part_split", day)
    if sorted(order) != sorted(PLACES):
        raise ValueError(f"receipts.order_within names {order}")
    if between not in ("OLDEST_DUE_FIRST", "AS_PRINTED") or part_split not in ("PROPORTIONAL", "IN_ORDER"):
        raise ValueError(f"receipts.order_between is {between}, receipts.part_split is {part_split}")
    return Rules(order, cast(Between, between), cast(PartSplit, part_split))
