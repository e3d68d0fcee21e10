"""The list of cases for linked systems and reports (案件の一覧): filters, newest receipt first, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, or_, select

from server.domain.names import search_key
from server.domain.rights import Scope
from server.store import tables as t
from server.store.cases import CaseHead
from server.store.rows import Page, behind, columns, decode_place, fetch_all, page_of
from server.store.scopes import in_scope
from server.store.tables.columns import instant_text


@dataclass(frozen=True, slots=True)
class CaseListQuery:
    """What to look for; all given conditions hold. `kana` and `number` are beginnings; the days are inclusive."""

    procedure: str | None = None
    status: str | None = None
    office: str | None = None
    number: str | None = None
    kana: str | None = None
    household_key: str | None = None
    person_key: str | None = None
    received_from: date | None = None
    received_to: date | None = None

    @property
    def names_somebody(self) -> bool:
        """Whether a filter says who it is."""
        return any((self.kana, self.household_key, self.person_key))


def list_cases(
    conn: Connection, scope: Scope, seen: Scope, query: CaseListQuery, *, after: str | None, limit: int
) -> Page[CaseHead]:
    """Cases in `scope`; where a filter says who it is, protected persons' (支援措置) in the offices `seen` alone.

    Raises ValueError for an `after` that nobody handed out.
    """
    table = t.cases.c
    statement = select(*columns(CaseHead, t.cases)).where(in_scope(table.office, scope), *_filters(query))
    if query.names_somebody:
        statement = statement.where(or_(table.protected.is_(False), in_scope(table.office, seen)))
    if after is not None:
        order = (table.started_at, table.case_id)
        statement = statement.where(behind(order, decode_place(after, "instant", "id"), newest_first=True))
    statement = statement.order_by(table.started_at.desc(), table.case_id.desc()).limit(limit + 1)
    return page_of(fetch_all(conn, CaseHead, statement), limit, lambda c: (instant_text(c.started_at), c.case_id))


def _filters(query: CaseListQuery) -> list[ColumnElement[bool]]:
    table = t.cases.c
    equal: Mapping[str, str | None] = {
        "slug": query.procedure,
        "status": query.status,
        "office": query.office,
        "household_key": query.household_key,
    }
    found: list[ColumnElement[bool]] = [table[name] == value for name, value in equal.items() if value]
    if query.number:
        found.append(table.number.startswith(query.number, autoescape=True))
    if query.kana:
        found.append(table.kana_key.startswith(search_key(query.kana), autoescape=True))
    if query.person_key:
        mine = select(t.case_persons.c.case_id).where(t.case_persons.c.person_key == query.person_key)
        found.append(table.case_id.in_(mine))
    if query.received_from:
        found.append(table.received_on >= query.received_from)
    if query.received_to:
        found.append(table.received_on <= query.received_to)
    return found
