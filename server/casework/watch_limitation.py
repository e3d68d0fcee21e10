"""Limitation watched every night (時効管理): ends reckoned anew, a collector warned in time, what is extinct frozen.

Each stage warns once for an end; an end that moves warns anew. What was missed in an outage is told once, at the stage
that has come by now; what is extinct is so from the day behind its end, whenever a night found it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.casework.begin_limitation_case import begin_limitation_case
from server.casework.night_job import once_a_day
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.calendar import months_after
from server.domain.limitation import is_prescribed
from server.domain.limitation_warning import stage_on, trace_of
from server.domain.values import Values
from server.store import incidents, limitation_watch, suspensions
from server.store.connection import Connection
from server.store.limitation_watch import End, Open
from server.store.prescribed import clocks_of
from server.store.unit_of_work import UnitOfWork

JOB = "limitation"
_SLICE = 500
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WatchRun:
    """What a run did: instalments reckoned, cases begun for a collector, instalments newly extinct, doubtful acts."""

    reckoned: int = 0
    warned: int = 0
    frozen: int = 0
    doubtful: int = 0


def watch_limitation(services: Services, *, again: bool = False) -> WatchRun:
    """The run of this business day, once; `again` runs it once more."""
    return once_a_day(services, JOB, lambda day, _: _watch(services, day), again=again) or WatchRun()


def _watch(services: Services, day: date) -> WatchRun:
    with services.database.read() as conn:
        values = services.values(conn)
        stages = _stages(values, day)
        found = limitation_watch.open_claims(conn, _due_by(values, day, stages))
        standing = limitation_watch.ends_of(conn)
    frozen = doubtful = 0
    for start in range(0, len(found), _SLICE):
        part = found[start : start + _SLICE]
        with unit_of_work(services, SYSTEM) as uow:
            new, bad = _reckon(uow, part, standing, values)
            detail = {"reckoned": len(part), "frozen": new}
            uow.audit("limitation.reckon", object_kind="limitation", object_key=part[0].claim_key, detail=detail)
            frozen, doubtful = frozen + new, doubtful + bad
    with unit_of_work(services, SYSTEM) as uow:
        limitation_watch.drop_ends(uow, standing.keys() - {one.claim_key for one in found})
        total = {"reckoned": len(found), "frozen": frozen}
        uow.audit("limitation.watch", object_kind="limitation", object_key=day.isoformat(), detail=total)
    return WatchRun(len(found), _warn(services, day, stages), frozen, doubtful)


def _stages(values: Values, day: date) -> tuple[int, ...]:
    return tuple(int(one) for one in values.items("limitation.warn_months", day))


def _due_by(values: Values, day: date, stages: Sequence[int]) -> date:
    """No act shortens the two years: what is younger cannot end within the longest warning."""
    months = values.period("premium_prescription", day).amount
    return months_after(day, max(stages) + 1 - months)


def _reckon(uow: UnitOfWork, part: Sequence[Open], standing: Mapping[str, End], values: Values) -> tuple[int, int]:
    clocks = clocks_of(uow.conn, [one.claim_key for one in part], values)
    changed, frozen, doubtful = [], 0, 0
    for one in part:
        clock, before = clocks[one.claim_key], standing.get(one.claim_key)
        gone = is_prescribed(clock.ends_on, uow.business_day)
        was = None if before is None else before.frozen_on
        since = clock.ends_on + _ONE_DAY if gone and clock.ends_on is not None else None
        trace = trace_of(clock)
        suspect = bool(clock.doubtful)
        end = End(one.claim_key, one.household_key, clock.ends_on, clock.shown_on, one.open_yen, trace, since, suspect)
        if end != before:
            changed.append(end)
        frozen += gone and was is None
        if suspect and (before is None or not before.doubtful):
            doubtful += 1
            _alert(uow, end)
    limitation_watch.put_ends(uow, changed, standing)
    return frozen, doubtful


def _alert(uow: UnitOfWork, end: End) -> None:
    """An acknowledgement after completion, or put on record after it with an earlier day, has no effect: told."""
    incidents.raise_incident(
        uow,
        kind="limitation_doubtful",
        object_kind="claim",
        object_key=end.claim_key,
        summary=f"期別{end.claim_key}に、時効完成の後の承認などの記録があります。効力はありません",
        detail={"trace": list(end.trace)},
    )


def _warn(services: Services, day: date, stages: Sequence[int]) -> int:
    """A case for each household and stage with what comes to its end."""
    with services.database.read() as conn:
        due = _to_warn(conn, day, stages)
    begun = 0
    for (household, stage), ends in sorted(due.items()):
        with unit_of_work(services, SYSTEM) as uow:
            once = f"prescription_watch/{household}/{stage}/{day.isoformat()}"
            case_id = begin_limitation_case(services, uow, household, stage, ends, once)
            detail = {"stage": stage, "claims": [end.claim_key for end in ends], "begun": case_id is not None}
            uow.audit(
                "limitation.warn", object_kind="household", object_key=household, household_key=household, detail=detail
            )
            if case_id is None:
                continue  # not in force, or nobody is left in the household: the list of endings shows it
            for end in ends:
                limitation_watch.put_warning(uow, end, stage, once)
            begun += 1
    return begun


def _to_warn(conn: Connection, day: date, stages: Sequence[int]) -> dict[tuple[str, int], list[End]]:
    ends = limitation_watch.ends_of(conn)
    near = {
        key: stage
        for key, end in ends.items()
        if end.ends_on is not None and (stage := stage_on(end.ends_on, day, stages)) is not None
    }
    told = limitation_watch.warned(conn, near)
    resting = suspensions.suspended(conn, near)
    found: dict[tuple[str, int], list[End]] = {}
    for key in _in_order(near, ends):
        end = ends[key]
        if key in resting or end.ends_on is None or (key, end.ends_on, near[key]) in told:
            continue
        found.setdefault((end.household_key, near[key]), []).append(end)
    return found


def _in_order(keys: Iterable[str], ends: Mapping[str, End]) -> list[str]:
    return sorted(keys, key=lambda key: (ends[key].ends_on or date.max, key))
