"""The figures beside a dunning run's forms (督促処理の件数): dunned, left out and why, beside the run before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.casework.dunning_run import going_out, marks_of
from server.domain.dunning_run import ISSUE, LEFT_OUT, Step
from server.domain.values import Values
from server.store import dunning_lines, dunning_runs
from server.store.connection import Connection
from server.store.dunning_runs import DunningRun

SLUG, COUNTED = "dunning_run", "check"
"""The task in which a second person counts for himself: what he is to find is not shown to him."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of instalments and their yen."""

    lines: int
    yen: int


@dataclass(frozen=True, slots=True)
class DunningFigures:
    """Of a run: up to which day each channel is in; once it is listed what goes out (None where it is to be counted),
    what else became of instalments by reason, what of it has no owner, and what the run before it dunned.
    """

    due_on: date
    marks: Mapping[str, date | None]
    listed: bool
    going: Figure | None
    left: Mapping[str, Figure]
    other: Mapping[str, Figure]
    pulled: Mapping[str, Figure]
    unowned: int
    before_on: date | None
    before: Figure | None


def figures_of(conn: Connection, case_id: str, element: str, values: Values, day: date) -> DunningFigures | None:
    """The figures for a task of the run's case; None for a case without a run."""
    run = dunning_runs.of_case(conn, case_id)
    if run is None:
        return None
    listed = Step.LISTED in dunning_runs.steps_of(conn, run.run_id)
    sums = dunning_lines.sums(conn, run.run_id)
    by: dict[str, dict[str, Figure]] = {LEFT_OUT: {}, "other": {}, "pulled": {}}
    for one in sums:
        if one.verdict == ISSUE and one.pulled is None:
            continue
        kind = "pulled" if one.pulled else one.verdict if one.verdict == LEFT_OUT else "other"
        why = one.pulled or one.reason
        was = by[kind].get(why, Figure(0, 0))
        by[kind][why] = Figure(was.lines + one.lines, was.yen + one.yen)
    before = _before(conn, run)
    return DunningFigures(
        due_on=run.due_on,
        marks=marks_of(conn, values, day),
        listed=listed,
        going=None if element == COUNTED or not listed else Figure(*going_out(conn, run)),
        left=by[LEFT_OUT],
        other=by["other"],
        pulled=by["pulled"],
        unowned=len(dunning_lines.without_owner(conn, run.run_id)) if listed else 0,
        before_on=None if before is None else before.due_on,
        before=None if before is None else Figure(*going_out(conn, before)),
    )


def _before(conn: Connection, run: DunningRun) -> DunningRun | None:
    """The last run of the same kind before it that was posted."""
    for one in dunning_runs.runs(conn):
        if one.kind == run.kind and one.due_on < run.due_on and Step.POSTED in dunning_runs.steps_of(conn, one.run_id):
            return one
    return None
