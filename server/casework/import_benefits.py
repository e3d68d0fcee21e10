"""Takes in the federation's claims (レセプトの取込み、B00): accepted whole in one transaction, or refused whole.

A claim is linked to the household in which the person was insured on its first day. One that names nobody here waits
for a person; one that takes an earlier claim back marks it. What follows from claims is found by the night
(`watch_benefits`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.casework.callers import Caller
from server.casework.import_incomes import LOOK_AT, report_refused
from server.casework.services import Services
from server.casework.work import run
from server.domain.benefits.claims import ClaimFile, ClaimRow, Entry
from server.domain.income_feed import FeedKind
from server.domain.my_number import without_numbers
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.exchange.benefit_file import INTERFACE, read_claim_file
from server.exchange.tax_feed import fault
from server.store import benefits, feeds, incidents
from server.store.households import household_revs
from server.store.unit_of_work import UnitOfWork

_LONGEST_NAME = 200
_MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class Imported:
    """An accepted file and what became of its rows: taken in, taken back, waiting (by line); yen of benefits."""

    file_id: str
    month: str
    records: int
    added: int
    voided: int
    quarantined: tuple[int, ...]
    benefit: int


def import_benefits(services: Services, caller: Caller, content: bytes, *, name: str) -> Imported:
    """Takes in a month's file. Raises rights and, each with an incident and nothing written, `feed_file_invalid` (line
    and reason), `feed_file_twice`, `feed_file_out_of_sequence`, `feed_file_period_missed`, `benefit_claim_twice`,
    `benefit_claim_unknown`.
    """
    day = services.clock.business_day()
    if not caller.holds(Function.MESSAGE_SEND, day):
        raise Refused("no_right", function=Function.MESSAGE_SEND)
    content_hash = hashlib.sha256(content).hexdigest()
    try:
        with services.database.read() as conn:
            city = services.values(conn).text("city.code", day)
        file = read_claim_file(content, city_code=city, today=day)
        shown = without_numbers(name)[:_LONGEST_NAME]
        return run(services, caller, lambda uow: _accept(uow, file, content_hash, shown))
    except Refused as refusal:
        report_refused(services, caller, INTERFACE, "benefits.refuse", content_hash, refusal)
        raise


def settle(services: Services, caller: Caller, item_id: str, *, take: bool) -> None:
    """Settles a claim that waits: taken into the register now that its person is known, or dropped.

    Raises rights, `feed_item_unknown`, `feed_item_nobody`, `benefit_claim_twice`.
    """
    if not caller.holds(Function.MESSAGE_SEND, services.clock.business_day()):
        raise Refused("no_right", function=Function.MESSAGE_SEND)

    def act(uow: UnitOfWork) -> None:
        item = feeds.settle(uow, item_id, "TAKEN" if take else "DROPPED")
        if item.interface != INTERFACE:
            raise Refused("feed_item_unknown", item=item_id)
        if take:
            said = {**item.content}
            month = str(said.pop("month"))
            first, last = (date.fromisoformat(said.pop(name)) for name in ("first_day", "last_day"))
            codes = tuple(said.pop("injuries"))
            row = ClaimRow(entry=Entry.NEW, injuries=codes, first_day=first, last_day=last, **said)
            _refuse_known(uow, [row])
            homes = _homes(uow, [row])
            if not homes:
                raise Refused("feed_item_nobody", person=item.person_key)
            benefits.put_claims(uow, item.file_id, month, [(row, homes[row.claim_no])])
            uow.bump_households(household_revs(uow.conn, set(homes.values())))
        uow.audit("feed.settle", object_kind="feed_item", object_key=item_id, detail={"taken": take})

    run(services, caller, act)


def _accept(uow: UnitOfWork, file: ClaimFile, content_hash: str, name: str) -> Imported:
    _refuse_series(uow, file, content_hash)
    new = [row for row in file.rows if row.entry is Entry.NEW]
    void = [row for row in file.rows if row.entry is Entry.VOID]
    _refuse_known(uow, new)
    _refuse_unknown(uow, void)
    homes = _homes(uow, new)
    nobody = [row for row in new if row.claim_no not in homes]
    file_id = feeds.put_file(uow, _kept(file, len(homes), len(nobody), content_hash, name))
    month = file.covers_from.isoformat()[:7]
    benefits.put_claims(uow, file_id, month, [(row, homes[row.claim_no]) for row in new if row.claim_no in homes])
    benefits.void_claims(uow, file_id, [row.claim_no for row in void])
    feeds.put_waiting(uow, file_id, INTERFACE, [_waiting(row, month) for row in nobody])
    uow.bump_households(household_revs(uow.conn, set(homes.values())))
    if nobody:
        incidents.raise_incident(
            uow,
            kind=LOOK_AT,
            object_kind="feed_file",
            object_key=f"{file_id}/no_household",
            office="hq",
            summary=f"台帳にいない人のレセプトが{len(nobody)}件あります。宛名番号を確かめてください",
            detail={"rows": [row.row_no for row in nobody[:_MOST_NAMED]], "code": "no_household"},
        )
    total = sum(row.benefit for row in new)
    detail = {"records": len(file.rows), "added": len(homes), "voided": len(void), "month": month}
    uow.audit("benefits.import", object_kind="feed_file", object_key=file_id, detail=detail)
    rows = tuple(row.row_no for row in nobody)
    return Imported(file_id, month, len(file.rows), len(homes), len(void), rows, total)


def _refuse_series(uow: UnitOfWork, file: ClaimFile, content_hash: str) -> None:
    """Refuses a file that came before, is not the next of its series, or leaves out or repeats a month."""
    twice = feeds.file_with(uow.conn, content_hash)
    if twice is not None:
        raise Refused("feed_file_twice", file=twice.name)
    last = feeds.last_file(uow.conn, INTERFACE)
    if last is None:
        return
    if file.sequence != last.sequence + 1:
        raise Refused("feed_file_out_of_sequence", expected=last.sequence + 1, found=file.sequence)
    expected = last.covers_to + timedelta(days=1)
    if file.covers_from != expected:
        raise Refused("feed_file_period_missed", expected=expected.isoformat(), found=file.covers_from.isoformat())
    if file.generated_at < last.generated_at:
        raise fault(1, "value", name="generated_at", found=file.generated_at.date().isoformat())


def _refuse_known(uow: UnitOfWork, rows: Sequence[ClaimRow]) -> None:
    known = benefits.claims_named(uow.conn, (row.claim_no for row in rows))
    for row in rows:
        if row.claim_no in known:
            raise Refused("benefit_claim_twice", row=row.row_no, claim=row.claim_no)


def _refuse_unknown(uow: UnitOfWork, rows: Sequence[ClaimRow]) -> None:
    known = benefits.claims_named(uow.conn, (row.claim_no for row in rows))
    for row in rows:
        one = known.get(row.claim_no)
        if one is None or one.voided_on is not None or one.person_key != row.person_key:
            raise Refused("benefit_claim_unknown", row=row.row_no, claim=row.claim_no)


def _homes(uow: UnitOfWork, rows: Sequence[ClaimRow]) -> dict[str, str]:
    """By claim its household: where the person was insured on the first day, else where he lives or lived last."""
    lives = feeds.households_of(uow.conn, sorted({row.person_key for row in rows}))
    insured = benefits.insured_households(uow.conn, rows)
    found = {row.claim_no: insured.get(row.claim_no) or lives.get(row.person_key) for row in rows}
    return {claim_no: household for claim_no, household in found.items() if household is not None}


def _kept(file: ClaimFile, added: int, nobody: int, content_hash: str, name: str) -> dict[str, object]:
    return {
        "interface": INTERFACE,
        "kind": str(FeedKind.REGULAR),
        "sequence": file.sequence,
        "content_hash": content_hash,
        "name": name,
        "generated_at": file.generated_at,
        "covers_from": file.covers_from,
        "covers_to": file.covers_to,
        "records": len(file.rows),
        "changed": added,
        "quarantined": nobody,
        "barred": 0,
    }


def _waiting(row: ClaimRow, month: str) -> dict[str, object]:
    said = {name: getattr(row, name) for name in ClaimRow.__slots__ if name not in ("entry", "injuries")}
    said |= {name: said[name].isoformat() for name in ("first_day", "last_day")}
    content = said | {"injuries": list(row.injuries), "month": month}
    return {"row_no": row.row_no, "person_key": row.person_key, "reason": "no_household", "content": content}
