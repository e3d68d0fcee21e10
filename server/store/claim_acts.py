"""What touched the limitation of an instalment (時効に関わる事実): notice, payments, what was stated."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, insert, select

from server.domain.ledger.kinds import Kind
from server.domain.limitation import Act, ClockAct
from server.store import tables as t
from server.store.marks import marked
from server.store.unit_of_work import UnitOfWork


def put_act(uow: UnitOfWork, claim_key: str, act: Act, on: date, *, by_event: str, until: date | None = None) -> str:
    """States an act on an instalment (督促の送達, 承認, 差押, 猶予 …) and answers its id."""
    row = {
        "act_id": uow.new_id(),
        "claim_key": claim_key,
        "act": str(act),
        "on_day": on,
        "until_day": until,
        "by_event": by_event,
        "by_user": uow.actor.user_id,
        "recorded_at": uow.now,
    }
    uow.conn.execute(insert(t.claim_acts).values(marked(t.claim_acts, row)))
    return str(row["act_id"])


def acts_on(conn: Connection, claim_keys: Iterable[str]) -> dict[str, list[ClockAct]]:
    """All acts on these claims: the notice, every payment that stands (承認), and what was stated.

    A deferral stated again with the same first day (prolonged, or cut short) counts as it was stated last.
    """
    keys = sorted(set(claim_keys))
    acts, i, p = t.claim_acts.c, t.instalments.c, t.postings.c
    found: dict[str, list[ClockAct]] = {key: [] for key in keys}
    for key, day in conn.execute(select(i.claim_key, i.notice_on).where(i.claim_key.in_(keys))):
        found[key].append(ClockAct(Act.NOTICE, day))
    back = t.postings.alias("back")
    taken_back = select(back.c.line_no).where(back.c.book == p.book, back.c.reverses == p.line_no).exists()
    paid = select(p.claim_key, p.value_on).where(
        p.claim_key.in_(keys), p.kind == str(Kind.RECEIPT), p.reverses.is_(None), ~taken_back
    )
    for claim, day in conn.execute(paid):
        found[str(claim)].append(ClockAct(Act.ACKNOWLEDGED, day))
    stated = select(acts.claim_key, acts.act, acts.on_day, acts.until_day).where(acts.claim_key.in_(keys))
    deferred: dict[tuple[str, date], ClockAct] = {}
    for key, act, day, until in conn.execute(stated.order_by(acts.recorded_at, acts.act_id)):
        if act == Act.DEFERRAL:
            deferred[key, day] = ClockAct(Act.DEFERRAL, day, until)
        else:
            found[key].append(ClockAct(Act(act), day, until))
    for (key, _), clock_act in deferred.items():
        found[key].append(clock_act)
    return found


def documents_of(conn: Connection, claim_key: str, act: Act) -> list[tuple[date, str]]:
    """The days on which an act was stated on an instalment and the document or case that each rests on."""
    table = t.claim_acts.c
    here = (table.claim_key == claim_key, table.act == str(act))
    rows = conn.execute(select(table.on_day, table.by_event).where(*here).order_by(table.on_day, table.act_id))
    return [(day, by_event) for day, by_event in rows]
