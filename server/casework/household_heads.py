"""Nominal heads and former seniors kept true (擬制世帯主などの更新): after each change, and every night.

What the rules say of every day is compared with what stands; only a difference is written. So to run again finds
nothing, and a run that was killed is taken up where it stood. National Health Insurance Act art. 76, Enforcement Order
art. 29-7: both registers stand before a levy is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from server.domain.effects import JSON, Effect, Message, RegisterChange
from server.domain.household_heads import HeadSpell, Proof, SeniorSpell, former_seniors, nominal_heads
from server.store import messages, registers
from server.store.household_lines import Lines, households_of, lines_of
from server.store.unit_of_work import UnitOfWork

T = TypeVar("T")
CHANGED = "household_changed"
_AFTER = frozenset(
    {
        "put_membership",
        "end_membership",
        "open_eligibility",
        "close_eligibility",
        "move_eligibility",
        "put_former_senior",
    }
)


def refresh(
    uow: UnitOfWork, household_keys: Iterable[str], *, event: str, case_id: str | None = None
) -> list[RegisterChange]:
    """Brings both registers of these households to what the rules say; the changes made, none when all was right.

    For whoever computes a levy in the same unit of work: four statements when nothing differs. The change itself marks
    the levy to be looked at; a case that waits for `household_changed` is told. The caller raises the guards of the
    households and writes the audit.
    """
    made: list[RegisterChange] = []
    for key, lines in lines_of(uow.conn, household_keys).items():
        changes = list(_changes(uow, key, lines))
        for change in changes:
            registers.apply_change(uow, change, event=event, case_id=case_id)
        if changes and messages.addressees(uow.conn, CHANGED, household_key=key):
            first = min(str(change.payload.get("on") or change.payload["valid_from"]) for change in changes)
            tell(uow, key, sorted({change.kind for change in changes}), first, case_id)
        made += changes
    return made


def follow(uow: UnitOfWork, effects: Sequence[Effect], *, event: str, case_id: str) -> list[RegisterChange]:
    """`refresh` for all households that the changes of one step may have touched."""
    changes = [one for one in effects if isinstance(one, RegisterChange) and one.kind in _AFTER]
    if not changes:
        return []
    named = {str(one.payload["household_key"]) for one in changes if one.payload.get("household_key")}
    persons = {str(one.payload["person_key"]) for one in changes}
    return refresh(uow, named | households_of(uow.conn, persons), event=event, case_id=case_id)


def tell(uow: UnitOfWork, key: str, causes: Sequence[str], first_day: str, case_id: str | None = None) -> None:
    """Stores the message that a household changed, for a case that waits for it."""
    payload: dict[str, JSON] = {"causes": list(causes), "first_day": first_day}
    source = f"{CHANGED}/{key}/{uow.new_id()}"
    messages.put_message(uow, Message(CHANGED, source, {"household_key": key}, payload), from_case_id=case_id)


def _changes(uow: UnitOfWork, key: str, lines: Lines) -> Iterator[RegisterChange]:
    for kind, payload in (*_of_heads(lines), *_of_seniors(lines)):
        said: dict[str, JSON] = {"household_key": key} | {
            name: value.isoformat() if isinstance(value, date) else value for name, value in payload.items()
        }
        yield RegisterChange(kind, f"{kind}/{key}/{uow.new_id()}", said)


def _of_heads(lines: Lines) -> Iterator[tuple[str, dict[str, date | str | None]]]:
    standing, wanted = _rest(_joined(lines.heads), nominal_heads(lines.stays, lines.covers))
    if not standing and not wanted:
        return
    day = min(one.valid_from for one in (*standing[:1], *wanted[:1]))
    if standing and wanted and _begin_alike(standing[0], wanted[0]):
        day = min(one.valid_to for one in (standing[0], wanted[0]) if one.valid_to is not None)
    if standing and (standing[-1].valid_to is None or standing[-1].valid_to > day):
        yield "end_nominal_head", {"on": day}
    for one in wanted:
        if one.valid_to is None or one.valid_to > day:
            first = max(one.valid_from, day)
            yield "put_nominal_head", {"person_key": one.person_key, "valid_from": first, "valid_to": one.valid_to}


def _of_seniors(lines: Lines) -> Iterator[tuple[str, dict[str, date | str | None]]]:
    wanted = former_seniors(lines.stays, lines.covers, _proofs(lines.seniors))
    for person in sorted({one.person_key for one in (*lines.seniors, *wanted)}):
        mine = ([one for one in group if one.person_key == person] for group in (lines.seniors, wanted))
        yield from _of_senior(person, *mine)


def _of_senior(
    person: str, before: Sequence[SeniorSpell], after: Sequence[SeniorSpell]
) -> Iterator[tuple[str, dict[str, date | str | None]]]:
    standing, wanted = _rest(before, after)
    if standing and wanted and _closes(standing[0], wanted[0]):
        closed, *wanted = wanted
        yield (
            "end_former_senior",
            {
                "person_key": person,
                "on": closed.valid_to,
                "ended_because": closed.ended_because,
            },
        )
    elif standing:
        day = min(one.valid_from for one in (*standing[:1], *wanted[:1]))
        yield "end_former_senior", {"person_key": person, "on": day}
    for one in wanted:
        yield (
            "put_former_senior",
            {
                "person_key": person,
                "since": one.since,
                "valid_from": one.valid_from,
                "valid_to": one.valid_to,
                "basis": one.basis,
                "ended_because": one.ended_because,
            },
        )


def _rest(standing: Sequence[T], wanted: Sequence[T]) -> tuple[list[T], list[T]]:
    """Both without the rows at their beginning that are alike."""
    same = 0
    while same < min(len(standing), len(wanted)) and standing[same] == wanted[same]:
        same += 1
    return list(standing[same:]), list(wanted[same:])


def _joined(spells: Iterable[HeadSpell]) -> list[HeadSpell]:
    """Rows of one person that follow each other without a gap, as one."""
    found: list[HeadSpell] = []
    for one in spells:
        if found and found[-1].person_key == one.person_key and found[-1].valid_to == one.valid_from:
            one = HeadSpell(one.person_key, found.pop().valid_from, one.valid_to)
        found.append(one)
    return found


def _begin_alike(one: HeadSpell, other: HeadSpell) -> bool:
    return (one.person_key, one.valid_from) == (other.person_key, other.valid_from)


def _closes(standing: SeniorSpell, wanted: SeniorSpell) -> bool:
    """Whether the wanted row is the standing one, ended earlier."""
    alike = ("person_key", "since", "valid_from", "basis")
    if any(getattr(standing, name) != getattr(wanted, name) for name in alike) or wanted.valid_to is None:
        return False
    return standing.valid_to is None or standing.valid_to > wanted.valid_to


def _proofs(seniors: Sequence[SeniorSpell]) -> list[Proof]:
    """Who counts by a certificate: from the first day that stands, for each."""
    first: dict[tuple[str, date], date] = {}
    for one in seniors:
        if one.basis == "CERTIFICATE":
            claim = (one.person_key, one.since)
            first[claim] = min(one.valid_from, first.get(claim, one.valid_from))
    return [Proof(person, since, day) for (person, since), day in sorted(first.items())]
