"""The effects of a slice of steps (束の効果): letters and changes that many cases make alike, each in one statement.

A step whose effects are all of that sort is carried out with the others; any other step's effects are carried out one
by one in their order, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from server.casework import apply_effects, household_heads
from server.casework.apply_effects import APART, EffectContext
from server.domain.effects import Effect, LetterRequest, RegisterChange
from server.store import case_slices, change_slices, registers, work_queue
from server.store.change_slices import NamedChange
from server.store.households import household_revs
from server.store.unit_of_work import UnitOfWork

StepEffects = tuple[EffectContext, Sequence[Effect]]


def apply_all(uow: UnitOfWork, of_steps: Sequence[StepEffects], before: Mapping[str, int]) -> None:
    """Carries out the effects of a slice and raises the guards of the households that they touch.

    `before` are the guards as they stood when the steps were computed. Raises `StaleHousehold` when one has moved.
    """
    alike = [one for one in of_steps if all(map(_is_common, one[1]))]
    apart = [one for one in of_steps if not all(map(_is_common, one[1]))]
    changes = list(_together(uow, alike))
    for context, effects in apart:
        for effect in effects:
            apply_effects.apply(context, effect)
        followed = household_heads.follow(uow, effects, event=context.event, case_id=context.case.case_id)
        changes += [*_changes(effects), *followed]
    _guard(uow, changes, before)


def _is_common(effect: Effect) -> bool:
    if isinstance(effect, RegisterChange):
        return effect.kind in change_slices.KINDS
    return isinstance(effect, LetterRequest)


def _together(uow: UnitOfWork, of_steps: Sequence[StepEffects]) -> Iterable[RegisterChange]:
    wanted = [
        apply_effects.new_letter(context.case, effect, context.case.protected)
        for context, effects in of_steps
        for effect in effects
        if isinstance(effect, LetterRequest)
    ]
    asked = case_slices.request_letters(uow, wanted)
    work_queue.defer(uow.conn, work_queue.ISSUE, [{"letter_ids": list(asked)}] if asked else [])
    named = [
        NamedChange(effect, context.event, context.case.case_id)
        for context, effects in of_steps
        for effect in _changes(effects)
    ]
    change_slices.apply_changes(uow, named)
    return [one.change for one in named]


def _changes(effects: Iterable[Effect]) -> list[RegisterChange]:
    return [one for one in effects if isinstance(one, RegisterChange) and one.kind not in APART]


def _guard(uow: UnitOfWork, changes: Sequence[RegisterChange], before: Mapping[str, int]) -> None:
    touched = registers.touched_households(uow.conn, changes) if changes else frozenset()
    if touched:
        now = household_revs(uow.conn, touched)
        uow.bump_households({key: before.get(key, now[key]) for key in touched})
