"""What touched the limitation of an instalment (時効に関わる事実): notice, payments, what was stated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, insert, select

from server.domain.calendar import civil_date
from server.domain.ledger.kinds import Kind
from server.domain.limitation import Act, ClockAct
from server.store import dunning_services
from server.store import tables as t
from server.store.among import among
from server.store.dialects import insert_or_ignore
from server.store.marks import marked
from server.store.unit_of_work import UnitOfWork

_RUN = "dunning:"  # the event of a dunning run, before its id
_SLICE = 500
_TAKEN_OVER = ("file:", "migration:")  # what another system recorded in its time and handed over


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


def end_act(uow: UnitOfWork, act_id: str, until: date, *, by_event: str) -> bool:
    """States that what lasted (差押, 猶予) is over: `until` is its last day. False when its end was stated before.

    Raises ValueError for an act that does not exist or lies behind its own end.
    """
    acts = t.claim_acts.c
    began = uow.conn.execute(select(acts.on_day).where(acts.act_id == act_id)).scalar_one_or_none()
    if began is None or until < began:
        raise ValueError(f"no act {act_id} that could end on {until}")
    row = {
        "act_id": act_id,
        "until_day": until,
        "by_event": by_event,
        "by_user": uow.actor.user_id,
        "recorded_at": uow.now,
    }
    table = t.claim_act_ends
    put = insert_or_ignore(uow.conn, table).values(marked(table, row)).returning(table.c.act_id)
    return uow.conn.execute(put).first() is not None


def acts_on(conn: Connection, claim_keys: Iterable[str]) -> dict[str, list[ClockAct]]:
    """All acts on these claims with their documents: the notice, every payment that stands (承認), what was stated.

    A deferral stated again with the same first day (prolonged, or cut short) counts as it was stated last.
    """
    keys = sorted(set(claim_keys))
    acts, i, p = t.claim_acts.c, t.instalments.c, t.postings.c
    found: dict[str, list[ClockAct]] = {key: [] for key in keys}
    notices = select(i.claim_key, i.notice_on, i.account_key).where(among(i.claim_key, keys))
    for key, day, account in conn.execute(notices):
        found[key].append(ClockAct(Act.NOTICE, day, document=f"notice:{account}"))
    back = t.postings.alias("back")
    taken_back = select(back.c.line_no).where(back.c.book == p.book, back.c.reverses == p.line_no).exists()
    paid = select(p.claim_key, p.value_on, p.receipt_id).where(
        among(p.claim_key, keys), p.kind == str(Kind.RECEIPT), p.reverses.is_(None), ~taken_back
    )
    for claim, day, receipt in conn.execute(paid):
        found[str(claim)].append(ClockAct(Act.ACKNOWLEDGED, day, document=f"receipt:{receipt}"))
    ends = t.claim_act_ends.c
    stated = (
        select(acts.claim_key, acts.act, acts.on_day, acts.until_day, ends.until_day, acts.by_event, acts.recorded_at)
        .select_from(t.claim_acts.outerjoin(t.claim_act_ends, ends.act_id == acts.act_id))
        .where(among(acts.claim_key, keys))
    )
    deferred: dict[tuple[str, date], ClockAct] = {}
    for key, act, day, until, ended, event, at in conn.execute(stated.order_by(acts.recorded_at, acts.act_id)):
        known = None if event.startswith(_TAKEN_OVER) else civil_date(at)
        last = until if ended is None else ended
        one = ClockAct(Act(act), day, last, document=event, known_on=known)
        if one.act is Act.DEFERRAL:
            before = deferred.get((key, day), one)
            deferred[key, day] = replace(one, known_on=before.known_on)
        else:
            found[key].append(one)
    for (key, _), one in deferred.items():
        found[key].append(one)
    return _as_served(conn, found)


def _as_served(conn: Connection, found: dict[str, list[ClockAct]]) -> dict[str, list[ClockAct]]:
    """A dunning letter that came back begins the clock anew with its service, not before, and never without one; the
    designated date is shown beside it (M6).
    """
    dunned = [key for key, acts in found.items() if any(_by_run(one.act, one.document) for one in acts)]
    days = _service_days(conn, dunned) if dunned else {}
    for key in dunned:
        kept: list[ClockAct] = []
        for one in found[key]:
            said = days.get((one.document, key)) if _by_run(one.act, one.document) else None
            if said is None:
                kept.append(one)
            elif said[0] is not None:
                kept.append(replace(one, on=said[0], shown=said[1]))
        found[key] = kept
    return found


def _by_run(act: str, event: str) -> bool:
    return act == Act.DUNNING and event.startswith(_RUN)


def _service_days(conn: Connection, claim_keys: list[str]) -> dict[tuple[str, str], tuple[date | None, date | None]]:
    """Of each dunning by a run the day on which it counts as served (None: it was not) and its designated date."""
    line, letter, found = t.dunning_lines.c, t.letters.c, dict[tuple[str, str], tuple[date | None, date | None]]()
    for start in range(0, len(claim_keys), _SLICE):
        part = claim_keys[start : start + _SLICE]
        statement = (
            select(line.run_id, line.claim_key, line.dispatched_on, line.designated_on, letter.returned_on)
            .select_from(t.dunning_lines.join(t.letters, letter.letter_id == line.letter_id))
            .where(among(line.claim_key, part), line.dispatched_on.is_not(None))
        )
        rows = conn.execute(statement).all()
        back = [row.claim_key for row in rows if row.returned_on is not None]
        anew = dunning_services.standing(conn, back) if back else {}
        for row in rows:
            days = (row.dispatched_on, row.designated_on)
            if row.returned_on is not None:
                one = anew.get((row.run_id, row.claim_key))
                days = (None, None) if one is None else (one.served_on, one.designated_on)
            found[f"{_RUN}{row.run_id}", row.claim_key] = days
    return found


def documents_of(conn: Connection, claim_key: str, act: Act) -> list[tuple[date, str]]:
    """The days on which an act was stated on an instalment and the document or case that each rests on; a dunning
    letter that came back counts from its service on.
    """
    table = t.claim_acts.c
    here = (table.claim_key == claim_key, table.act == str(act))
    rows = conn.execute(select(table.on_day, table.by_event).where(*here).order_by(table.on_day, table.act_id))
    said: list[tuple[date, str]] = [(day, by_event) for day, by_event in rows]
    if not any(_by_run(act, by_event) for _, by_event in said):
        return said
    days = {event: served for (event, _), (served, _) in _service_days(conn, [claim_key]).items()}
    counted = [(days.get(by_event, day), by_event) for day, by_event in said]
    return [(day, by_event) for day, by_event in counted if day is not None]
