"""What a move would do (移行の試算): running cases grouped by where they stand, nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.workshop.drafts import require_draw
from server.casework.workshop.moving import ends, reasons_of
from server.engine.definition import Procedure
from server.engine.migrate import Clock, Plan, clocks, standing, suggestions
from server.store import workshop_cases
from server.store.cases import Case

_SLICE = 500


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period that runs in cases of a group: its name in both versions, the nearest and the farthest end."""

    element: str
    name: str
    period: str
    period_now: str
    cases: int
    first_due: datetime
    last_due: datetime


@dataclass(slots=True)
class Group:
    """Cases that stand at the same elements: how many, why they cannot be moved (empty: they can), what runs."""

    elements: tuple[str, ...]
    names: tuple[str, ...]
    reasons: tuple[dict[str, str], ...]
    cases: int = 0
    clocks: dict[str, PeriodLine] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DryRun:
    """The groups, the largest first; `suggested` elements of the new version for those it lacks (an offer)."""

    groups: tuple[Group, ...]
    suggested: dict[str, str]

    @property
    def movable(self) -> int:
        """How many cases would be moved."""
        return sum(group.cases for group in self.groups if not group.reasons)

    @property
    def refused(self) -> int:
        """How many would stay in their version."""
        return sum(group.cases for group in self.groups if group.reasons)


def dry_run(
    services: Services, caller: Caller, slug: str, from_hash: str, to_hash: str, plan: Plan | None = None
) -> DryRun:
    """What a move by `plan` would do to the cases that run on `from_hash` now. Raises `move_versions`, rights."""
    require_draw(caller, services)
    chosen = plan or Plan()
    with services.database.read() as conn:
        old, new = ends(services, conn, slug, from_hash, to_hash)
        groups: dict[tuple[object, ...], Group] = {}
        after = ""
        while found := workshop_cases.running_on(conn, from_hash, after, _SLICE):
            after = found[-1].case_id
            for case in found:
                _count(groups, case, old, new, chosen)
    open_now = sorted({one for group in groups.values() for one in group.elements})
    listed = sorted(groups.values(), key=lambda group: (-group.cases, group.elements))
    return DryRun(tuple(listed), suggestions(open_now, old, new))


def _count(groups: dict[tuple[object, ...], Group], case: Case, old: Procedure, new: Procedure, plan: Plan) -> None:
    state = case.state or b""
    told = tuple(reasons_of(state, old, new, plan))
    elements = () if told and not told[0]["element"] else standing(state, old).elements
    key = (elements, *((one["element"], one["en"]) for one in told))
    if key not in groups:
        names = {one.id: one.name or one.id for one in old.elements}
        groups[key] = Group(elements, tuple(names.get(one, one) for one in elements), told)
    group = groups[key]
    group.cases += 1
    for clock in clocks(state, old, new, plan.elements) if elements else ():
        group.clocks[clock.element] = _with(group.clocks.get(clock.element), clock, old)


def _with(line: PeriodLine | None, clock: Clock, old: Procedure) -> PeriodLine:
    ends_at = sorted([clock.due, *(_ends(line))])
    name = next((one.name for one in old.elements if one.id == clock.element), clock.element)
    count = 1 if line is None else line.cases + 1
    return PeriodLine(
        clock.element, name or clock.element, clock.period, clock.period_now, count, ends_at[0], ends_at[-1]
    )


def _ends(line: PeriodLine | None) -> Iterator[datetime]:
    if line is not None:
        yield from (line.first_due, line.last_due)
