"""Many cases moved by the same command in one transaction (束の歩進): the night's way of `advance`.

Facts are loaded for the whole slice, one statement a kind, and everything is kept in as many statements for a hundred
cases as for one. What a slice cannot do for a case (it fails, refuses, waits for a fact without end, or its household
has a case in the slice already) is left untouched and answered as left over: that case goes its way alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from server.casework import numbers_in, step_records
from server.casework.advance import ROUNDS, begin_children, with_clock
from server.casework.apply_effects import EffectContext
from server.casework.effect_slices import apply_all
from server.casework.services import Services
from server.domain.calendar import civil_date
from server.domain.facts import FactKey, Facts
from server.engine.codec import state_digest
from server.engine.step import step
from server.engine.types import StepResult, Wake
from server.store import case_slices, facts, households
from server.store.case_slices import CaseStep
from server.store.cases import Case, CaseSave
from server.store.connection import Connection
from server.store.unit_of_work import UnitOfWork

_KEPT = ("active", "completed")


@dataclass(slots=True)
class _Slice:
    """The cases of a slice on their way: those still asking for facts, and the answers of those that are through."""

    asking: list[Case]
    known: dict[FactKey, object] = field(default_factory=dict)
    through: list[tuple[Case, StepResult]] = field(default_factory=list)


def wake_slice(services: Services, uow: UnitOfWork, held: Sequence[Case], at: datetime) -> frozenset[str]:
    """Wakes the cases at the business instant `at`; the ids of those that moved, the others are as they were.

    Raises what the registers refuse and `Stale` when somebody else was faster: then nothing of the slice happened.
    """
    together = list(_one_a_household(held))
    before = households.household_revs(uow.conn, [case.household_key for case in together if case.household_key])
    through = _compute(services, uow.conn, together, at)
    if not through:
        return frozenset()
    command = Wake(uow.actor.user_id)
    steps, contexts = [], []
    for case, result in through:
        record = step_records.record(case, command, at, uow, result, state_digest(result.state))
        save = CaseSave(case.case_id, case.rev, result.state, result.status, result.next_due, result.outcome)
        steps.append(CaseStep(case, save, record, result.history, tuple(with_clock(result)), result.subscriptions))
        contexts.append((EffectContext(services, uow, case, case.step_no + 1), result))
    case_slices.keep_steps(uow, steps)
    apply_all(uow, [(context, result.effects) for context, result in contexts], before)
    for context, result in contexts:
        begin_children(services, uow, context.case, context.starts, at)
        if result.status == "completed":
            numbers_in.give_up(uow, result.data)
    for case, _ in through:
        uow.audit("case.wake", object_kind="case", object_key=case.case_id, case_id=case.case_id)
    return frozenset(case.case_id for case, _ in through)


def _one_a_household(held: Iterable[Case]) -> Iterable[Case]:
    """At most one case of each household: none computes with what another one of the slice is changing."""
    seen: set[str] = set()
    for case in held:
        if case.household_key is None or case.household_key not in seen:
            seen.add(case.household_key or "")
            yield case


def _compute(services: Services, conn: Connection, together: list[Case], at: datetime) -> list[tuple[Case, StepResult]]:
    """The engine's answers, after as many rounds of facts as the slowest case needs; failures are left out."""
    work = _Slice(together)
    values = services.values(conn)
    for _ in range(ROUNDS):
        needs: set[FactKey] = set()
        still: list[Case] = []
        foreseen = _Foreseen()
        known = Facts(work.known)
        for case in work.asking:
            if guess := foreseen.of(case) - work.known.keys():
                needs |= guess
                still.append(case)
                continue
            procedure = services.catalogue.get(conn, case.procedure_hash)
            result = step(case.state, Wake("system"), at, procedure, services.operators, known, values)
            if result.status == "needs_facts":
                needs |= result.needs
                still.append(case)
                foreseen.learn(case, result.needs)
            elif result.status in _KEPT:
                work.through.append((case, result))
        if not still:
            break
        found = facts.load_facts(conn, needs - work.known.keys(), on=civil_date(at))
        work.known |= {key: found[key] for key in found}
        work.asking = still
    return work.through


class _Foreseen:
    """What the next cases will ask, told by what the first one of their procedure asked about its own household.

    Only for the cases of one round; a fact that is loaded and never read is not put on record.
    """

    def __init__(self) -> None:
        self._asked: dict[str, set[tuple[str, str, str]]] = {}

    def learn(self, case: Case, needs: Iterable[FactKey]) -> None:
        """Keeps the questions of this case that are about its household."""
        own = case.household_key
        if own is None:
            return
        parts = {(one.kind, one.key.partition(own)) for one in needs if own in one.key}
        known = {(kind, before, after) for kind, (before, _, after) in parts}
        self._asked.setdefault(case.procedure_hash, set()).update(known)

    def of(self, case: Case) -> set[FactKey]:
        """The same questions about the household of another case."""
        own = case.household_key
        asked = self._asked.get(case.procedure_hash, set()) if own is not None else set()
        return {FactKey(kind, f"{before}{own}{after}") for kind, before, after in asked}
