"""Takes in the tax system's incomes (所得の取込み、I02): accepted whole in one transaction, or refused whole.

A row that says what is known already changes nothing. One that names nobody of a household here, or whose levy may be
decided no more (国民健康保険法110条の2), waits for a person; the others become versions of the incomes register, and
cases that wait for the household are told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from server.casework.callers import Caller
from server.casework.deliver_waiting import deliver_again
from server.casework.services import Services
from server.casework.work import run, unit_of_work
from server.domain.effects import Message, RegisterChange
from server.domain.income_feed import IncomeFile, IncomeRow
from server.domain.levy.instalments import load_plan
from server.domain.levy.limit import limit_of
from server.domain.my_number import without_numbers
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.values import Values
from server.exchange.tax_feed import INTERFACE, fault, read_tax_file
from server.store import feeds, incidents, incomes, messages, receipts, registers
from server.store.households import household_revs
from server.store.unit_of_work import UnitOfWork

REFUSED = "feed_file_refused"
LOOK_AT = "feed_look_at"
CASE_EVENT = "case_event"
EVENT = "income_changed"
_LONGEST_NAME = 200
_MOST_NAMED = 200
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Imported:
    """An accepted file and what became of its rows; `households` have a changed income."""

    file_id: str
    sequence: int
    covers_to: date
    records: int
    changed: int
    unchanged: int
    quarantined: tuple[int, ...]
    barred: tuple[int, ...]
    households: tuple[str, ...]


@dataclass(slots=True)
class _Sorted:
    """The rows of a file by what becomes of them."""

    changed: list[IncomeRow] = field(default_factory=list)
    nobody: list[IncomeRow] = field(default_factory=list)
    barred: list[IncomeRow] = field(default_factory=list)
    unchanged: int = 0


def import_incomes(services: Services, caller: Caller, content: bytes, *, name: str) -> Imported:
    """Takes in a file of I02. Raises rights and, each with an incident and nothing written, `feed_file_invalid` (line
    and reason), `feed_file_twice`, `feed_file_out_of_sequence`, `feed_file_period_missed`."""
    day = services.clock.business_day()
    _require(caller, day)
    content_hash = hashlib.sha256(content).hexdigest()
    try:
        with services.database.read() as conn:
            values = services.values(conn)
        file = read_tax_file(content, city_code=values.text("city.code", day), today=day)
        shown = without_numbers(name)[:_LONGEST_NAME]
        imported, told = run(services, caller, lambda uow: _accept(uow, file, values, content_hash, shown))
    except Refused as refusal:
        report_refused(services, caller, INTERFACE, "incomes.refuse", content_hash, refusal)
        raise
    for message_id in told:
        deliver_again(services, message_id, caller.actor())
    return imported


def settle(services: Services, caller: Caller, item_id: str, *, take: bool) -> None:
    """Settles a row that waits: taken into the incomes register (also where no levy follows any more) or dropped.

    Raises rights, `feed_item_unknown`, `feed_item_nobody` for one whose person is still in no household.
    """
    _require(caller, services.clock.business_day())

    def act(uow: UnitOfWork) -> None:
        item = feeds.settle(uow, item_id, "TAKEN" if take else "DROPPED")
        if take:
            household = feeds.households_of(uow.conn, [item.person_key]).get(item.person_key)
            if household is None:
                raise Refused("feed_item_nobody", person=item.person_key)
            content = item.content
            payload = {name: content[name] for name in ("income_year", "known", "figures", "valid_from")}
            change = RegisterChange(
                "put_income", f"{content['event']}/settled", {"person_key": item.person_key, **payload}
            )
            registers.apply_change(uow, change, event=str(content["event"]))
            uow.bump_households(household_revs(uow.conn, {household}))
        uow.audit("feed.settle", object_kind="feed_item", object_key=item_id, detail={"taken": take})

    run(services, caller, act)


def _require(caller: Caller, day: date) -> None:
    if not caller.holds(Function.MESSAGE_SEND, day):
        raise Refused("no_right", function=Function.MESSAGE_SEND)


def _accept(
    uow: UnitOfWork, file: IncomeFile, values: Values, content_hash: str, name: str
) -> tuple[Imported, list[str]]:
    _refuse_series(uow, file, content_hash)
    homes = feeds.households_of(uow.conn, sorted({row.person_key for row in file.rows}))
    found = _sort(uow, file, homes, values)
    for row in found.changed:
        change = RegisterChange("put_income", _event(file, row), _payload(row))
        registers.apply_change(uow, change, event=_event(file, row))
    touched = sorted({homes[row.person_key] for row in found.changed})
    uow.bump_households(household_revs(uow.conn, set(touched)))
    file_id = feeds.put_file(uow, _kept(file, found, content_hash, name))
    feeds.put_waiting(uow, file_id, INTERFACE, [*_waiting(file, found.nobody, "no_household")])
    feeds.put_waiting(uow, file_id, INTERFACE, [*_waiting(file, found.barred, "levy_barred")])
    _raise_look_at(uow, file_id, found)
    told = _tell(uow, file, touched)
    detail = {"records": len(file.rows), "changed": len(found.changed), "covers_to": file.covers_to.isoformat()}
    uow.audit("incomes.import", object_kind="feed_file", object_key=file_id, detail=detail)
    nobody, barred = (tuple(row.row_no for row in rows) for rows in (found.nobody, found.barred))
    counts = (len(file.rows), len(found.changed), found.unchanged)
    return Imported(file_id, file.sequence, file.covers_to, *counts, nobody, barred, tuple(touched)), told


def _refuse_series(uow: UnitOfWork, file: IncomeFile, content_hash: str) -> None:
    """Refuses a file that came before, is not the next of its series, or leaves out or repeats a day."""
    twice = feeds.file_with(uow.conn, content_hash)
    if twice is not None:
        raise Refused("feed_file_twice", file=twice.name)
    last = feeds.last_file(uow.conn, file.interface)
    if last is None:
        return
    if file.sequence != last.sequence + 1:
        raise Refused("feed_file_out_of_sequence", expected=last.sequence + 1, found=file.sequence)
    expected = last.covers_to + _ONE_DAY
    if file.covers_from != expected:
        raise Refused("feed_file_period_missed", expected=expected.isoformat(), found=file.covers_from.isoformat())
    if file.generated_at < last.generated_at:
        raise fault(1, "value", name="generated_at", found=file.generated_at.date().isoformat())


def _sort(uow: UnitOfWork, file: IncomeFile, homes: Mapping[str, str], values: Values) -> _Sorted:
    found, day = _Sorted(), uow.business_day
    last_days: dict[int, date] = {}
    for year in sorted({row.income_year for row in file.rows}):
        rows = [row for row in file.rows if row.income_year == year]
        standing = incomes.by_persons(uow.conn, [row.person_key for row in rows], year, on=day)
        for row in rows:
            old = standing.get(row.person_key)
            if row.person_key not in homes:
                found.nobody.append(row)
            elif old is not None and (old.known, dict(old.figures)) == (row.known, dict(row.figures)):
                found.unchanged += 1
            elif day > _last_day(row.levy_year, values, last_days):
                found.barred.append(row)
            else:
                found.changed.append(row)
    return found


def _last_day(levy_year: int, values: Values, known: dict[int, date]) -> date:
    """The last day on which the year's levy may be decided, by the ordinance's first due date (the safe one)."""
    if levy_year not in known:
        known[levy_year] = limit_of(load_plan(values, levy_year).due[0], values).any_decision
    return known[levy_year]


def _event(file: IncomeFile, row: IncomeRow) -> str:
    return f"file:{file.interface}/{file.sequence}/{row.row_no}"


def _payload(row: IncomeRow) -> dict[str, object]:
    return {
        "person_key": row.person_key,
        "income_year": row.income_year,
        "known": row.known,
        "figures": dict(row.figures),
        "valid_from": row.corrected_on.isoformat(),
    }


def _kept(file: IncomeFile, found: _Sorted, content_hash: str, name: str) -> dict[str, object]:
    return {
        "interface": file.interface,
        "kind": str(file.kind),
        "sequence": file.sequence,
        "content_hash": content_hash,
        "name": name,
        "generated_at": file.generated_at,
        "covers_from": file.covers_from,
        "covers_to": file.covers_to,
        "records": len(file.rows),
        "changed": len(found.changed),
        "quarantined": len(found.nobody),
        "barred": len(found.barred),
    }


def _waiting(file: IncomeFile, rows: list[IncomeRow], reason: str) -> list[dict[str, object]]:
    return [
        {
            "row_no": row.row_no,
            "person_key": row.person_key,
            "reason": reason,
            "content": _payload(row) | {"event": _event(file, row), "levy_year": row.levy_year},
        }
        for row in rows
    ]


def _raise_look_at(uow: UnitOfWork, file_id: str, found: _Sorted) -> None:
    """Rows that wait are one incident a file and reason, with their lines; each is settled on its own."""
    words = {"no_household": "世帯のない人の所得", "levy_barred": "賦課決定の期間が過ぎた年度の所得の更正"}
    for reason, rows in (("no_household", found.nobody), ("levy_barred", found.barred)):
        if rows:
            incident = incidents.raise_incident(
                uow,
                kind=LOOK_AT,
                object_kind="feed_file",
                object_key=f"{file_id}/{reason}",
                office="hq",
                summary=f"{words[reason]}が{len(rows)}件あります。自動では賦課しません",
                detail={"rows": [row.row_no for row in rows[:_MOST_NAMED]], "code": reason},
            )
            uow.audit("incident.raise", object_kind="incident", object_key=incident)


def _tell(uow: UnitOfWork, file: IncomeFile, households: list[str]) -> list[str]:
    """One message for each household with a case that waits; the case reads the registers itself."""
    told = []
    for household in sorted(receipts.households_waiting(uow.conn, CASE_EVENT, households)):
        payload = {"event": EVENT, "file": f"{file.interface}/{file.sequence}"}
        source = f"incomes/{file.interface}/{file.sequence}/{household}"
        stored, _ = messages.put_message(uow, Message(CASE_EVENT, source, {"household_key": household}, payload))
        told.append(stored.message_id)
    return told


def report_refused(
    services: Services, caller: Caller, interface: str, event: str, content_hash: str, refusal: Refused
) -> None:
    """A refused file is an incident, not a line that scrolls away; the same file again is the same incident."""
    with unit_of_work(services, caller.actor()) as uow:
        incidents.raise_incident(
            uow,
            kind=REFUSED,
            object_kind="feed_file",
            object_key=content_hash[:16],
            office="hq",
            summary=refusal.message_ja,
            detail={"interface": interface, "code": refusal.code},
        )
        uow.audit(event, object_kind="feed_file", object_key=content_hash[:16], detail={"code": refusal.code})
