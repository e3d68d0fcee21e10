"""What the hub's steps say on the board of arrears (滞納の一覧への記入), a statement for a whole slice of cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from server.domain.arrears import SLUG
from server.domain.effects import JSON
from server.engine.types import StepResult
from server.store import arrears_board
from server.store.cases import Case
from server.store.unit_of_work import UnitOfWork

_SAID = ("open", "count", "matter", "hold", "promise")


def note(uow: UnitOfWork, moved: Iterable[tuple[Case, StepResult]]) -> None:
    """Writes what these steps found; other procedures' cases are passed over."""
    rows, ended = [], []
    for case, result in moved:
        if case.slug != SLUG:
            continue
        if result.status != "active":
            ended.append(case.case_id)
        elif (row := _row(uow, case, result)) is not None:
            rows.append(row)
    if rows or ended:
        arrears_board.put(uow, rows, ended)


def _row(uow: UnitOfWork, case: Case, result: StepResult) -> Mapping[str, JSON] | None:
    chosen = [event.detail for event in result.history if event.element == "next_step" and event.detail.get("rows")]
    found: Any = result.data.get("assess")
    if not chosen or not found:
        return None
    last: Any = chosen[-1]
    return {
        "case_id": case.case_id,
        "household_key": case.household_key,
        "step": last["outputs"]["step"],
        "row": last["rows"][0],
        **{name: found[name] for name in _SAID},
        "oldest_due": _day(found["oldest_due"]),
        "prescribes_on": _day(found["prescribes_on"]),
        "noted_on": uow.business_day,
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
