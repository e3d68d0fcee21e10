"""The city's rule of each ground on a day (減免の基準): table, scope, rounding, papers; all of it dated values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from server.domain.refusals import Refused
from server.domain.relief.grant import ROUNDINGS
from server.domain.relief.rows import Row, read_rows
from server.domain.typed_values import code, unusable, whole
from server.domain.values import Values

DISASTER, INCOME_DROP, DETENTION = "DISASTER", "INCOME_DROP", "DETENTION"
FORMER_DEPENDANT, NON_VOLUNTARY, CITY_CUT, OTHER = "FORMER_DEPENDANT", "NON_VOLUNTARY", "CITY_CUT", "OTHER"
GROUNDS = (DISASTER, INCOME_DROP, DETENTION, FORMER_DEPENDANT, NON_VOLUNTARY, CITY_CUT, OTHER)
REMAINING, YEAR, MONTHS = "REMAINING", "YEAR", "MONTHS"
SCOPES = (REMAINING, YEAR, MONTHS)
EVENT_MONTH, NEXT_MONTH, APPLICATION_MONTH = "EVENT_MONTH", "NEXT_MONTH", "APPLICATION_MONTH"
END_MONTH, BEFORE_END = "END_MONTH", "BEFORE_END"


@dataclass(frozen=True, slots=True)
class Rule:
    """One ground: its table; `scope` which instalments or months count; `lead` days before a due date by which an
    application must be in for its instalment; `head_months` (0: no limit) for per-head amounts.
    """

    ground: str
    rows: tuple[Row, ...]
    scope: str
    first: str
    last: str
    head_months: int
    lead: timedelta
    unit: int
    rounding: str
    per_part: bool
    article: str


def load_rule(values: Values, ground: str, day: date) -> Rule:
    """Raises `relief_ground_unknown`, `value_missing`, `levy_value_unusable`."""
    if ground not in GROUNDS:
        raise Refused("relief_ground_unknown", at_field="ground", ground=ground)
    name = f"relief.{ground.lower()}"
    table = values.row(f"{name}.table", day)
    return Rule(
        ground,
        _rows(values, f"{name}.table", day),
        code(values, f"{name}.scope", day, SCOPES),
        code(values, f"{name}.first_month", day, (EVENT_MONTH, NEXT_MONTH, APPLICATION_MONTH)),
        code(values, f"{name}.last_month", day, (END_MONTH, BEFORE_END)),
        whole(values, f"{name}.head_months", day, 0) if values.has(f"{name}.head_months", day) else 0,
        timedelta(days=values.integer("relief.lead_days", day)),
        whole(values, _own(values, name, "unit", day), day, 1),
        code(values, _own(values, name, "rounding", day), day, ROUNDINGS),
        values.flag("relief.per_part", day),
        table.article,
    )


def grounds_on(values: Values, day: date) -> tuple[str, ...]:
    """The grounds that the city has on a day, in its order; raises `value_missing`, `levy_value_unusable`."""
    found = tuple(str(ground) for ground in values.items("relief.grounds", day))
    if set(found) - set(GROUNDS):
        raise unusable("relief.grounds", day, " | ".join(GROUNDS))
    return found


def papers_of(values: Values, ground: str, day: date) -> tuple[str, ...]:
    """The papers that a ground asks for, by code; raises `value_missing`."""
    return tuple(str(paper) for paper in values.items(f"relief.{ground.lower()}.papers", day) if paper != "-")


def _rows(values: Values, key: str, day: date) -> tuple[Row, ...]:
    try:
        return read_rows(values.items(key, day))
    except (ValueError, TypeError) as error:
        raise unusable(key, day, str(error)) from None


def _own(values: Values, name: str, what: str, day: date) -> str:
    """The ground's own key where the city states one, else that of all grounds."""
    return f"{name}.{what}" if values.has(f"{name}.{what}", day) else f"relief.{what}"
