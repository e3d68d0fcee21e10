"""Many cases moved by the same command in one transaction (束の歩進): the night's way of `advance`.

Facts are loaded for the whole slice, one statement a kind, and everything is kept in as many statements for a hundred
cases as for one. What a slice cannot do for a case (it fails, refuses, waits for a fact without end, or its household
has a case in the slice already) is left untouched and answered as left over: that case goes its way alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from server.casework import board_arrears, numbers_in, step_records, tell_arrears
from server.casework.advance import ROUNDS, StepFailed, begin_children, start_of, with_clock
from server.casework.apply_effects import EffectContext
from server.casework.effect_slices import apply_all
from server.casework.services import Services
from server.domain.calendar import civil_date
from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey, Facts
from server.engine.codec import state_digest
from server.engine.step import step
from server.engine.types import Command, StepResult, Wake
from server.store import case_slices, facts, households
from server.store.case_saves import CaseSave
from server.store.case_slices import CaseStep
from server.store.cases import Case, NewCase
from server.store.connection import Connection
from server.store.unit_of_work import UnitOfWork

_KEPT = ("active", "completed")
Order = tuple[Case, Command]


def wake_slice(services: Services, uow: UnitOfWork, held: Sequence[Case], at: datetime) -> frozenset[str]:
    """Wakes the cases at the business instant `at`; the ids of those that moved, the others are as they were.

    Raises what the registers refuse and `Stale` when somebody else was faster: then nothing of the slice happened.
    """
    command = Wake(uow.actor.user_id)
    moved = _move(services, uow, [(case, command) for case in _one_a_household(held)], at)
    for case_id in sorted(moved):
        uow.audit("case.wake", object_kind="case", object_key=case_id, case_id=case_id)
    return moved


def begin_slice(
    services: Services, uow: UnitOfWork, begun: Sequence[tuple[NewCase, JSONObject]], at: datetime
) -> tuple[str, ...]:
    """Opens cases, of one household each, and takes their first steps; the ids of the new ones.

    One whose `once_key` stands already is passed over. Raises `StepFailed` when a case cannot be begun: then none is.
    """
    data = {new.number: answers for new, answers in begun}
    opened = case_slices.open_cases(uow, [new for new, _ in begun])
    by = uow.actor.user_id
    moved = _move(services, uow, [(case, start_of(case, data[case.number], by)) for case in opened], at)
    if len(moved) != len(opened):
        raise StepFailed(f"{len(opened) - len(moved)} of {len(opened)} cases could not be begun")
    return tuple(case.case_id for case in opened)


def _move(services: Services, uow: UnitOfWork, orders: Sequence[Order], at: datetime) -> frozenset[str]:
    keys = [case.household_key for case, _ in orders if case.household_key]
    before = households.household_revs(uow.conn, keys)
    through = _compute(services, uow.conn, orders, at)
    steps, contexts = [], []
    for case, command, result in through:
        record = step_records.record(case, command, at, uow, result, state_digest(result.state))
        save = CaseSave(case.case_id, case.rev, result.state, result.status, result.next_due, result.outcome)
        steps.append(CaseStep(case, save, record, result.history, tuple(with_clock(result)), result.subscriptions))
        contexts.append((EffectContext(services, uow, case, case.step_no + 1), result))
    case_slices.keep_steps(uow, steps)
    apply_all(uow, [(context, result.effects) for context, result in contexts], before)
    board_arrears.note(uow, [(context.case, result) for context, result in contexts])
    for context, result in contexts:
        tell_arrears.tell_of(uow, context.case, context.step_no, result.effects)
        begin_children(services, uow, context.case, context.starts, at)
        if result.status == "completed":
            numbers_in.give_up(uow, result.data)
    return frozenset(case.case_id for case, _, _ in through)


def _one_a_household(held: Iterable[Case]) -> Iterable[Case]:
    """At most one case of each household: none computes with what another one of the slice is changing."""
    seen: set[str] = set()
    for case in held:
        if case.household_key is None or case.household_key not in seen:
            seen.add(case.household_key or "")
            yield case


def _compute(
    services: Services, conn: Connection, orders: Sequence[Order], at: datetime
) -> list[tuple[Case, Command, StepResult]]:
    """The engine's answers, after as many rounds of facts as the slowest case needs; failures are left out."""
    values, known, through = services.values(conn), dict[FactKey, JSON](), list[tuple[Case, Command, StepResult]]()
    asking = list(orders)
    for _ in range(ROUNDS):
        needs: set[FactKey] = set()
        still: list[Order] = []
        foreseen, facts_now = _Foreseen(), Facts(known)
        for case, command in asking:
            if guess := {key for key in foreseen.of(case) if key not in known}:
                needs |= guess
                still.append((case, command))
                continue
            procedure = services.catalogue.get(conn, case.procedure_hash)
            result = step(case.state, command, at, procedure, services.operators, facts_now, values)
            if result.status == "needs_facts":
                needs |= result.needs
                still.append((case, command))
                foreseen.learn(case, result.needs)
            elif result.status in _KEPT:
                through.append((case, command, result))
        if not still:
            break
        found = facts.load_facts(conn, {key for key in needs if key not in known}, on=civil_date(at))
        known |= {key: found[key] for key in found}
        asking = still
    return through


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
