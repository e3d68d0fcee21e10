"""What became of dunning letters that came back (督促状の送達のやり直し): the last statement on each line counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

BACK, SERVED, FAILED = "BACK", "SERVED", "FAILED"
LETTERS = ("dunning_run/card", "dunning_run/demand", "dunning_run/late_demand")
"""The shapes of a dunning letter, and the one for a late charge."""
_SLICE = 500


@dataclass(frozen=True, slots=True)
class DunningService:
    """How the dunning of an instalment was served after its letter came back; see the table for the meaning."""

    run_id: str
    claim_key: str
    letter_id: str
    case_id: str | None
    outcome: str
    served_on: date | None
    designated_on: date | None
    seizure_trace: Mapping[str, str] | None

    @property
    def seizable_on(self) -> date | None:
        """The first day on which property may be seized for it; None while it is not served."""
        return None if self.seizure_trace is None else date.fromisoformat(self.seizure_trace["day"])


def standing(conn: Connection, claim_keys: Iterable[str]) -> dict[tuple[str, str], DunningService]:
    """By run and instalment; what never came back is left out."""
    table, found = t.dunning_services, dict[tuple[str, str], DunningService]()
    wanted = sorted(set(claim_keys))
    for start in range(0, len(wanted), _SLICE):
        here = table.c.claim_key.in_(wanted[start : start + _SLICE])
        statement = select(*columns(DunningService, table)).where(here).order_by(table.c.service_no)
        found |= {(one.run_id, one.claim_key): one for one in fetch_all(conn, DunningService, statement)}
    return found


def line_of(conn: Connection, letter_id: str) -> tuple[str, str] | None:
    """Run and instalment of a dunning letter that went out, also of one sent in the place of the run's own."""
    letter = t.letters.c
    found = conn.execute(select(letter.letter, letter.request_keys).where(letter.letter_id == letter_id)).one_or_none()
    if found is None or found.letter not in LETTERS:
        return None
    keys: Any = found.request_keys
    if not keys.get("run_id"):
        return None
    line = t.dunning_lines.c
    key = (str(keys["run_id"]), str(keys["claim_key"]))
    here = (line.run_id == key[0], line.claim_key == key[1], line.dispatched_on.is_not(None))
    return key if conn.scalar(select(line.run_id).where(*here)) else None


def put(uow: UnitOfWork, said: DunningService, *, by_event: str) -> None:
    """States it behind what was stated before."""
    table = t.dunning_services
    before = select(table.c.service_no).where(table.c.run_id == said.run_id, table.c.claim_key == said.claim_key)
    last = max(uow.conn.scalars(before), default=0)
    row = {name: getattr(said, name) for name in DunningService.__slots__}
    row["seizure_trace"] = None if said.seizure_trace is None else dict(said.seizure_trace)
    row |= {"service_no": last + 1, "by_event": by_event, "recorded_at": uow.now}
    uow.conn.execute(insert(table).values(row))


@dataclass(frozen=True, slots=True)
class SentAnew:
    """A dunning letter sent in the place of one that came back: the designated date it names, and its posting."""

    designated_on: date
    posted_on: date | None


def sent_anew(conn: Connection, case_id: str | None) -> tuple[SentAnew, ...]:
    """The letters sent anew in a case of service, void ones left out."""
    letter = t.letters.c
    here = (letter.case_id == case_id, letter.letter.in_(LETTERS), letter.status != "void")
    rows: Any = conn.execute(select(letter.request_keys, letter.posted_on).where(*here))
    return tuple(SentAnew(date.fromisoformat(keys["designated_on"]), posted) for keys, posted in rows)
