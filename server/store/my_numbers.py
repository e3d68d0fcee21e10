"""Sealed My Numbers (個人番号): in under a token, out only with a purpose, never in lists, logs or case data.

Number Act arts. 9, 12, 16 and 20. A number that contradicts what is on record overwrites nothing: it goes onto the
list to be checked (確認リスト) and a person looks at it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from server.domain.my_number import require_valid
from server.domain.refusals import Refused
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.sealing import Sealer
from server.store.unit_of_work import UnitOfWork

METHODS = frozenset({"CARD", "CARD_DIGITAL", "NUMBER_DOC_PLUS_ID", "E_CERT", "LOOKED_UP"})
"""How the number was confirmed (本人確認の措置): card, card on a smartphone, number document and ID, e-certificate,
or looked up by an official in the residents' register."""

Assigned = Literal["stored", "same", "check"]


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """A contradiction a person must look at; `reason` is other_number_on_record or belongs_to_another."""

    check_id: str
    token: str
    person_key: str
    reason: str
    other_person_key: str | None
    status: str
    raised_by: str
    raised_at: datetime
    resolution: str | None


def put_number(uow: UnitOfWork, sealer: Sealer, number: str, *, method: str, purpose: str) -> str:
    """Seals a typed number and returns its token, which alone may stand in case data; it is nobody's yet.

    Raises `Refused` with `not_digits`, `my_number_length`, `my_number_check_digit`, `identity_method_missing` or
    `purpose_missing`; none repeats the number.
    """
    if method not in METHODS:
        raise Refused("identity_method_missing")
    _need(purpose)
    plain = require_valid(number).encode()
    token = secrets.token_hex(16)
    row = {
        "token": token,
        "ciphertext": sealer.seal(plain, token),
        "match_hash": sealer.mark(plain),
        "status": "pending",
        "method": method,
        "purpose": purpose,
        "put_by": uow.actor.user_id,
        "put_at": uow.now,
    }
    uow.conn.execute(insert(t.my_numbers).values(row))
    detail = {"method": method, "purpose": purpose}
    uow.audit("my_number.put", object_kind="my_number", object_key=token, detail=detail)
    return token


def assign_number(uow: UnitOfWork, sealer: Sealer, token: str, person_key: str) -> Assigned:
    """Says whose the sealed number is: `stored`, `same` (it was on record already) or `check` (nothing changed).

    `check` leaves a row on the list to be checked: the person has another number, or the number another person.
    """
    plain = _open(uow.conn, sealer, token)
    marks = sealer.marks(plain)
    table = t.my_numbers.c
    current = select(table.token, table.match_hash).where(table.status == "current", table.person_key == person_key)
    standing = uow.conn.execute(current).first()
    if standing is not None and standing.match_hash in marks:
        _settle(uow, token, "discarded", None)
        return "same"
    owner = _owner(uow.conn, marks)
    if standing is not None or owner is not None:
        reason = "belongs_to_another" if owner is not None else "other_number_on_record"
        _raise_check(uow, token, person_key, reason, owner)
        return "check"
    _settle(uow, token, "current", person_key)
    uow.audit("my_number.assign", object_kind="my_number", object_key=token, person_key=person_key)
    return "stored"


def replace_number(uow: UnitOfWork, sealer: Sealer, token: str, person_key: str) -> Assigned:
    """Says that a person has another number from now on (番号法7条2項); the one before stays sealed, superseded.

    `same`, and `check` for a number of another person, change nothing, as `assign_number`.
    """
    table = t.my_numbers
    standing = table.c.status == "current", table.c.person_key == person_key
    marks = sealer.marks(_open(uow.conn, sealer, token))
    known = set(uow.conn.scalars(select(table.c.match_hash).where(*standing)))
    if not known & set(marks) and _owner(uow.conn, marks) is None and known:
        uow.conn.execute(update(table).where(*standing).values(status="superseded"))
        uow.audit("my_number.supersede", object_kind="my_number", object_key=token, person_key=person_key)
    return assign_number(uow, sealer, token, person_key)


def reveal_number(uow: UnitOfWork, sealer: Sealer, person_key: str, *, purpose: str) -> str:
    """The number of a person for one look; the look is on record with its purpose.

    Raises `Refused` with `purpose_missing`, or `person_not_found` when no number is on record.
    """
    _need(purpose)
    table = t.my_numbers.c
    current = select(table.token).where(table.status == "current", table.person_key == person_key)
    token = uow.conn.execute(current).scalar_one_or_none()
    if token is None:
        raise Refused("person_not_found")
    uow.audit(
        "my_number.reveal",
        object_kind="my_number",
        object_key=token,
        person_key=person_key,
        detail={"purpose": purpose},
    )
    return _open(uow.conn, sealer, token).decode()


def find_person(uow: UnitOfWork, sealer: Sealer, number: str, *, purpose: str) -> str | None:
    """Whose number it is, by 宛名番号; the search is on record, the number is not."""
    _need(purpose)
    owner = _owner(uow.conn, sealer.marks(require_valid(number).encode()))
    uow.audit(
        "my_number.find",
        object_kind="my_number",
        object_key="",
        person_key=owner,
        detail={"purpose": purpose, "found": owner is not None},
    )
    return owner


def has_number(conn: Connection, person_key: str) -> bool:
    """Whether a number is on record for the person."""
    table = t.my_numbers.c
    statement = select(table.token).where(table.status == "current", table.person_key == person_key)
    return conn.execute(statement).first() is not None


def discard_numbers(uow: UnitOfWork, tokens: Iterable[str]) -> None:
    """Gives up sealed numbers that became nobody's (the case was withdrawn)."""
    table = t.my_numbers
    pending = update(table).where(table.c.token.in_(sorted(set(tokens))), table.c.status == "pending")
    uow.conn.execute(pending.values(status="discarded"))


def open_checks(conn: Connection) -> tuple[NumberCheck, ...]:
    """The list to be checked (確認リスト), oldest first."""
    table = t.number_checks
    statement = select(*columns(NumberCheck, table)).where(table.c.status == "open")
    return fetch_all(conn, NumberCheck, statement.order_by(table.c.raised_at, table.c.check_id))


def close_check(uow: UnitOfWork, check_id: str, resolution: str) -> None:
    """A person has looked; the words say what was found and done."""
    table = t.number_checks
    closed = {
        "status": "closed",
        "closed_by": uow.actor.user_id,
        "closed_at": uow.now,
        "resolution": resolution,
    }
    uow.conn.execute(update(table).where(table.c.check_id == check_id, table.c.status == "open").values(**closed))
    uow.audit("my_number.check_closed", object_kind="number_check", object_key=check_id)


def _open(conn: Connection, sealer: Sealer, token: str) -> bytes:
    table = t.my_numbers.c
    sealed = conn.execute(select(table.ciphertext).where(table.token == token)).scalar_one()
    return sealer.open(sealed, token)


def _owner(conn: Connection, marks: tuple[str, ...]) -> str | None:
    table = t.my_numbers.c
    statement = select(table.person_key).where(table.status == "current", table.match_hash.in_(marks))
    return conn.execute(statement).scalar_one_or_none()


def _settle(uow: UnitOfWork, token: str, status: str, person_key: str | None) -> None:
    statement = update(t.my_numbers).where(t.my_numbers.c.token == token, t.my_numbers.c.status == "pending")
    if uow.conn.execute(statement.values(status=status, person_key=person_key)).rowcount != 1:
        raise ValueError("this sealed number was settled before")


def _raise_check(uow: UnitOfWork, token: str, person_key: str, reason: str, other: str | None) -> None:
    _settle(uow, token, "refused", None)
    row = {
        "check_id": uow.new_id(),
        "token": token,
        "person_key": person_key,
        "reason": reason,
        "other_person_key": other,
        "status": "open",
        "raised_by": uow.actor.user_id,
        "raised_at": uow.now,
    }
    uow.conn.execute(insert(t.number_checks).values(row))
    uow.audit(
        "my_number.check_raised",
        object_kind="my_number",
        object_key=token,
        person_key=person_key,
        detail={"reason": reason},
    )


def _need(purpose: str) -> None:
    if not purpose.strip():
        raise Refused("purpose_missing")
