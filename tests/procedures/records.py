"""What a case left behind (残ったもの): registers, decisions, letters, exports, audit, as the tables have them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, select

from server.casework.issue_letters import issue_requested
from server.casework.reconcile import reconcile
from server.casework.replay_case import replay_case
from server.casework.seal_audit import seal_audit, verify_audit
from server.engine.codec import read_state
from server.engine.faults import StepFault
from server.printing.raster import page_texts
from server.store import letters
from server.store import tables as t
from server.store.letters import Letter
from tests.world import World

Row = dict[str, Any]

# What turns over without any use case having done something: looks and refusals leave these alone or live in them.
PASSING = {"audit_events", "audit_persons", "audit_seals", "api_tokens", "sessions"}


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one case."""

    city: World
    case_id: str

    def rows(self, table: Table, **where: Any) -> list[Row]:
        """Rows of a table by columns, in order of their first column."""
        statement = select(table).filter_by(**where).order_by(table.c[next(iter(table.c.keys()))])
        with self.city.database.read() as conn:
            return [dict(row._mapping) for row in conn.execute(statement)]

    def made(self, table: Table) -> list[Row]:
        """Register rows that name this case as what asked for them."""
        return [row for row in self.rows(table) if str(row["by_event"]).startswith(f"case:{self.case_id}/")]

    def told(self) -> list[str]:
        """The history as `kind element`, in order."""
        return [f"{row.kind} {row.element}" for row in self.city.history(self.case_id)]

    def did(self) -> list[str]:
        """Who completed what, in order."""
        return [f"{row.element} {row.by_user}" for row in self.city.history(self.case_id) if row.kind == "completed"]

    def decision(self) -> Row:
        """The one decision."""
        (found,) = self.rows(t.decisions, case_id=self.case_id)
        return found

    def audited(self) -> list[str]:
        """The kinds of all audit events of the case, in order."""
        return [row["kind"] for row in self.rows(t.audit_events, case_id=self.case_id)]

    def letters(self) -> dict[str, Letter]:
        """The letters of the case that stand, by kind (persons' letters by `kind/person`), each of them once."""
        with self.city.database.read() as conn:
            found = [one for one in letters.letters_of_case(conn, self.case_id) if one.status != "void"]
        named = {f"{one.letter}/{one.person_key}" if one.person_key else one.letter: one for one in found}
        assert len(named) == len(found), "a letter was asked for twice"
        return named

    def printed(self, letter: str) -> str:
        """The text of an archived letter, without any space."""
        found = self.letters()[letter]
        assert found.status == "rendered", (found.status, found.held_for)
        assert found.pdf_hash is not None
        pdf = self.city.services.archive.get(found.pdf_hash)
        assert pdf.startswith(b"%PDF-")
        assert hashlib.sha256(pdf).hexdigest() == found.pdf_hash
        return "".join("".join(page_texts(pdf)).split())

    def issue(self) -> None:
        """Issues what is asked for."""
        issue_requested(self.city.services)


def assert_in_order(city: World, *case_ids: str) -> None:
    """Nothing forgotten, nothing lost, every step could be done again, and the audit is whole."""
    assert not any(reconcile(city.services).values())
    for case_id in case_ids:
        assert replay_case(city.services, case_id) == []
    seal_audit(city.services)
    report = verify_audit(city.services)
    assert report.ok, report


def everything(city: World, without: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Every row of every table as text, the content of stored states told in full.

    Read as the driver gives it: hundreds of tests compare all rows, and types made of them would tell no more.
    """
    with city.database.read() as conn:
        return {table.name: _texts(conn, table) for table in t.METADATA.sorted_tables if table.name not in without}


def _texts(conn: Connection, table: Table) -> list[str]:
    """The rows of one table; the mere call under a token notes its time, which tells of no change."""
    columns = [column for column in table.columns if column.name != "last_used_at"]
    quote = conn.dialect.identifier_preparer.quote
    told = [quote(column.name) for column in columns if not isinstance(column.type, LargeBinary)]
    stored = [quote(column.name) for column in columns if isinstance(column.type, LargeBinary)]
    if conn.dialect.name == "postgresql":
        told = [f"CAST(ROW({', '.join(told)}) AS text)"]
    rows = conn.exec_driver_sql(f"SELECT {', '.join([*told, *stored])} FROM {quote(table.name)}")
    return sorted(repr([_told(value) for value in row]) for row in rows)


def _told(value: object) -> object:
    """A stored state in full; whatever else as it is."""
    if isinstance(value, bytes):
        try:
            return read_state(value)
        except StepFault:
            return value
    return value
