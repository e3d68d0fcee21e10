"""Letters given to the post office (発送簿): what waits for it, and what it took by which slip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, insert, select

from server.store import letters
from server.store import tables as t
from server.store.unit_of_work import UnitOfWork

BY_POST = "発送"  # how a release to the post is noted among the prints
_OWN_POSTING = ("dunning_run", "levy_run")  # runs record their own slips


def waiting(conn: Connection, office: str) -> tuple[str, ...]:
    """The letters of an office that were handed over for the post and that no slip names yet, oldest first."""
    return _waiting(conn, office, None)


def overdue(conn: Connection, office: str, before: datetime) -> tuple[str, ...]:
    """Those of them that were handed over before the instant."""
    return _waiting(conn, office, before)


def slip_stands(conn: Connection, slip_no: str) -> bool:
    """Whether a slip with this number was recorded already."""
    table = t.dispatches.c
    return conn.execute(select(table.slip_no).where(table.slip_no == slip_no)).first() is not None


def put(uow: UnitOfWork, slip_no: str, office: str, posted: Sequence[str], pulled: Sequence[str]) -> None:
    """Records a slip of this business day: `posted` went with it, `pulled` were taken out and come back (引抜き)."""
    row = {
        "slip_no": slip_no,
        "office": office,
        "posted_on": uow.business_day,
        "pieces": len(posted),
        "pulled": len(pulled),
        "by_user": uow.actor.user_id,
        "recorded_at": uow.now,
    }
    uow.conn.execute(insert(t.dispatches).values(row))
    uow.conn.execute(insert(t.dispatch_letters), [{"letter_id": one, "slip_no": slip_no} for one in posted])
    letters.letters_posted(uow, posted, uow.business_day)
    for one in pulled:
        letters.letter_returned(uow, one, returned_on=uow.business_day, reason="引抜き")


def _waiting(conn: Connection, office: str, before: datetime | None) -> tuple[str, ...]:
    letter, print_, case = t.letters.c, t.letter_prints.c, t.cases.c
    sent = exists().where(print_.letter_id == letter.letter_id, print_.reason == BY_POST)
    own = exists().where(case.case_id == letter.case_id, case.slug.in_(_OWN_POSTING))
    wanted = [letter.office == office, letter.status == "handed_over", sent, ~own]
    if before is not None:
        wanted.append(letter.handed_over_at < before)
    statement = select(letter.letter_id).where(*wanted).order_by(letter.handed_over_at, letter.letter_id)
    return tuple(conn.scalars(statement))
