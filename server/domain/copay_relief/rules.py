"""The city's rule of relief of co-payments on a day (一部負担金減免の基準): table, months, papers; dated values all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from server.domain.copay_relief.rows import MEASURES, Row, read_rows
from server.domain.refusals import Refused
from server.domain.typed_values import code, rate, unusable, whole
from server.domain.values import Values

DISASTER, CROP, CLOSED, UNEMPLOYED, OTHER = "DISASTER", "CROP", "CLOSED", "UNEMPLOYED", "OTHER"
GROUNDS = (DISASTER, CROP, CLOSED, UNEMPLOYED, OTHER)
CALENDAR, FROM_DAY = "CALENDAR", "FROM_DAY"


@dataclass(frozen=True, slots=True)
class Rule:
    """One ground: its table; `inpatient_only` whether treatment in hospital alone counts; `savings_months` how many
    times the basic cost the savings may be (0: not asked); `least_drop` the share by which the income must have fallen
    (None: not asked); `months` at most in all of each measure within `window`
    months, `at_once` at most by one certificate; `count_by` calendar months or months from the day; `late_days` within
    which an application may follow urgent treatment; `pay_unit` yen to which what is paid is rounded.
    """

    ground: str
    rows: tuple[Row, ...]
    inpatient_only: bool
    savings_months: int
    least_drop: Fraction | None
    months: Mapping[str, int]
    at_once: Mapping[str, int]
    window: int
    count_by: str
    late_days: int
    pay_unit: int
    article: str


def load_rule(values: Values, ground: str, day: date) -> Rule:
    """Raises `copay_ground_unknown`, `value_missing`, `levy_value_unusable`."""
    if ground not in grounds_on(values, day):
        raise Refused("copay_ground_unknown", at_field="ground", ground=ground)
    key = _own(values, ground, "table", day)
    return Rule(
        ground,
        _rows(values, key, day),
        values.flag(_own(values, ground, "inpatient_only", day), day),
        whole(values, _own(values, ground, "savings_months", day), day, 0),
        _least_drop(values, ground, day),
        {one: whole(values, f"copay_relief.{one.lower()}.months", day, 1) for one in MEASURES},
        {one: whole(values, f"copay_relief.{one.lower()}.at_once", day, 1) for one in MEASURES},
        whole(values, "copay_relief.window_months", day, 1),
        code(values, "copay_relief.count_by", day, (CALENDAR, FROM_DAY)),
        whole(values, "copay_relief.late_days", day, 0),
        whole(values, "copay_relief.pay_unit", day, 1),
        values.row(key, day).article,
    )


def grounds_on(values: Values, day: date) -> tuple[str, ...]:
    """The grounds that the city has on a day, in its order; raises `value_missing`, `levy_value_unusable`."""
    found = tuple(str(ground) for ground in values.items("copay_relief.grounds", day))
    if set(found) - set(GROUNDS):
        raise unusable("copay_relief.grounds", day, " | ".join(GROUNDS))
    return found


def papers_of(values: Values, ground: str, day: date) -> tuple[str, ...]:
    """The papers that a ground asks for, by code; raises `value_missing`."""
    return tuple(str(paper) for paper in values.items(f"copay_relief.{ground.lower()}.papers", day) if paper != "-")


def _rows(values: Values, key: str, day: date) -> tuple[Row, ...]:
    try:
        return read_rows(values.items(key, day))
    except (ValueError, TypeError) as error:
        raise unusable(key, day, str(error)) from None


def _least_drop(values: Values, ground: str, day: date) -> Fraction | None:
    key = f"copay_relief.{ground.lower()}.least_drop"
    return Fraction(rate(values, key, day)[1]) if values.has(key, day) else None


def _own(values: Values, ground: str, what: str, day: date) -> str:
    """The ground's own key where the city states one, else that of all grounds."""
    own = f"copay_relief.{ground.lower()}.{what}"
    return own if values.has(own, day) else f"copay_relief.{what}"
