"""What a dunning run walks over (督促の対象): instalments of the due date, the rest of earlier runs, and more.

Each question is one statement, or a few, for a slice of instalments or households, however many they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, String, and_, exists, func, or_, select, type_coerce

from server.domain.collection_number import read_number
from server.store import dated, dunning_lines, late_charges, letter_services, payment_slips, receipts
from server.store import tables as t
from server.store.dunning_runs import DUE, DunningRun

_SLICE = 500
_NOTICE = "levy_decision/notice"
_LEAVING = ("death", "move_out")
_CHANGES = ("withdrawal", "household_change", "levy_decision")
"""Procedures whose open case changes who is insured or what is levied (published mistake PM03)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An instalment that a run looks at."""

    claim_key: str
    household_key: str
    account_key: str
    levy_year: int
    notice_no: str
    payer_key: str | None
    due_on: date


def candidate_keys(conn: Connection, run: DunningRun, late_on: date | None = None) -> list[str]:
    """All instalments of the run in order of key: those of its due date, what earlier runs left out, and those whose
    late charge was due before `late_on` (None: late charges are not dunned).
    """
    c, keys = t.dunning_lines.c, set[str]()
    if run.kind == DUE:
        keys |= set(conn.scalars(select(t.instalments.c.claim_key).where(t.instalments.c.due_on == run.due_on)))
    left = select(c.claim_key).where(dunning_lines.left_open(), c.run_id != run.run_id)
    late = set[str]() if late_on is None else late_charges.overdue_keys(conn, late_on)
    return sorted(keys | set(conn.scalars(left)) | late)


def candidates(conn: Connection, claim_keys: Iterable[str]) -> dict[str, Candidate]:
    """Whose these instalments are, in order of key."""
    i, a, found = t.instalments.c, t.levy_accounts.c, dict[str, Candidate]()
    names = (i.claim_key, a.household_key, a.account_key, a.levy_year, a.notice_no, a.payer_key, i.due_on)
    for part in _slices(claim_keys):
        statement = select(*names).select_from(t.instalments.join(t.levy_accounts, a.account_key == i.account_key))
        for row in conn.execute(statement.where(i.claim_key.in_(part)).order_by(i.claim_key)):
            found[row[0]] = Candidate(*row)
    return found


def last_listed(conn: Connection, run_id: str) -> str:
    """The last instalment that stands on a run's list; the listing goes on behind it."""
    c = t.dunning_lines.c
    return conn.scalar(select(func.max(c.claim_key)).where(c.run_id == run_id)) or ""


@dataclass(frozen=True, slots=True)
class Before:
    """What earlier runs did with an instalment: `live` a letter that went out or may, `turns` left out for 速報."""

    live: bool
    turns: int
    left: bool


Asked = tuple[str, str]
"""An instalment and what of it is asked for: its premium (`principal`) or its late charge (`late`)."""


def before(conn: Connection, run_id: str, claim_keys: Iterable[str]) -> dict[Asked, Before]:
    """Of each instalment that stands on an earlier run's list, what became of it there, by what was asked for."""
    found: dict[Asked, Before] = {}
    for line in dunning_lines.of_claims(conn, claim_keys):
        if line.run_id == run_id:
            continue
        key = (line.claim_key, line.subject)
        was = found.get(key, Before(False, 0, False))
        live = was.live or (line.letter_id is not None and line.pulled is None and line.unserved_on is None)
        turns = was.turns + (line.why == "IN_TRANSIT")
        found[key] = Before(live, turns, was.left or line.again_in is None)
    return found


def notified(conn: Connection, household_keys: Iterable[str], day: date) -> set[tuple[str, int]]:
    """Household and levy year of which a levy notice reached somebody: posted, handed over the counter, or served.

    A notice that came back and was not served does not count (published mistake PM09).
    """
    found: set[tuple[str, int]] = set()
    for part in _slices(household_keys):
        back: list[tuple[str, str, int]] = []
        rows: Any = conn.execute(_notices(part))
        for letter_id, household, keys, returned in rows:
            year = int(keys["levy_year"])
            if returned is None:
                found.add((household, year))
            else:
                back.append((letter_id, household, year))
        served = letter_services.services_of(conn, [one[0] for one in back], day)
        found |= {(home, year) for key, home, year in back if key in served and served[key].served_on is not None}
    return found


def told_of_late(conn: Connection, letter_ids: Iterable[str], day: date) -> set[str]:
    """Of these letters that told of a late charge (延滞金の納付通知), those that reached somebody: posted or handed
    over, and not come back, or served since.
    """
    letter, found, back = t.letters.c, set[str](), list[str]()
    for part in _slices(letter_ids):
        gone = letter.status.in_(("posted", "returned"))
        rows = conn.execute(select(letter.letter_id, letter.returned_on).where(letter.letter_id.in_(part), gone))
        for letter_id, returned in rows:
            (found.add if returned is None else back.append)(str(letter_id))
    served = letter_services.services_of(conn, back, day)
    return found | {key for key in back if key in served and served[key].served_on is not None}


def _notices(households: list[str]) -> Any:
    """Levy notices that left the house; those of a run count from its posting on."""
    letter, run, step = t.letters.c, t.levy_runs.c, t.levy_run_steps.c
    mailed = exists().where(run.case_id == letter.case_id, step.run_id == run.run_id, step.step == "MAILED")
    gone = or_(
        letter.status.in_(("posted", "returned")),
        and_(letter.status == "handed_over", or_(letter.delivery == "WINDOW", mailed)),
    )
    statement = select(letter.letter_id, letter.household_key, letter.request_keys, letter.returned_on)
    return statement.where(letter.household_key.in_(households), letter.letter == _NOTICE, gone)


def changing(conn: Connection, household_keys: Iterable[str]) -> set[str]:
    """Of these households, those with an open case that changes eligibility or levy."""
    c, found = t.cases.c, set[str]()
    for part in _slices(household_keys):
        here = (c.household_key.in_(part), c.status == "active", c.slug.in_(_CHANGES))
        found |= {str(key) for key in conn.scalars(select(c.household_key).where(*here))}
    return found


def overlapping(conn: Connection, household_keys: Iterable[str], day: date) -> set[str]:
    """Of these households, those with a member who is insured here and, as the eligibility hub or the monthly list
    (資格重複) says, elsewhere on the day: who left must not be asked for what he does not owe (PM03).
    """
    e, o, found = t.eligibilities, t.other_insurance, set[str]()
    both = e.join(o, o.c.person_key == e.c.person_key)
    today = (dated.asked(e, day, None), dated.asked(o, day, None))
    for part in _slices(household_keys):
        statement = select(e.c.household_key).select_from(both).where(e.c.household_key.in_(part), *today).distinct()
        found |= set(conn.scalars(statement))
    return found


def moved_of_late(conn: Connection, household_keys: Iterable[str], since: datetime) -> set[str]:
    """Of these households, those of which the resident register told a death or a move-out since then, whatever became
    of the record (PM03).
    """
    c, wanted = t.messages.c, set(household_keys)
    told = or_(*(type_coerce(c.payload, String).like(f'%"event":"{event}"%') for event in _LEAVING))
    rows = conn.scalars(select(c.payload).where(c.kind == "resident_move", c.received_at >= since, told))
    some: Iterable[Any] = rows.all()
    return {str(one["household_key"]) for one in some if one.get("event") in _LEAVING} & wanted


def unsorted_mail(conn: Connection, day: date) -> int:
    """Envelopes of post packs (郵便の束) opened up to the day that nobody has opened or referred yet."""
    pack, label = t.mail_packs.c, t.mail_labels.c
    joined = t.mail_labels.join(t.mail_packs, pack.pack_id == label.pack_id)
    here = (pack.status == "open", pack.opened_on <= day, label.fate.is_(None))
    return int(conn.scalar(select(func.count()).select_from(joined).where(*here)) or 0)


def unapplied(conn: Connection, household_keys: Iterable[str]) -> set[str]:
    """Of these households, those whose money stands as suspense (仮受): they may have paid just this."""
    p, r, found = t.postings.c, t.receipts.c, set[str]()
    signs = {"SUSPENSE_IN": 1, "SUSPENSE_OUT": -1, "SUSPENSE_BACK": -1}
    for part in _slices(household_keys):
        statement = (
            select(r.household_key, p.kind, func.sum(p.unsplit))
            .select_from(t.postings.join(t.receipts, r.receipt_id == p.receipt_id))
            .where(r.household_key.in_(part), p.kind.in_(list(signs)))
            .group_by(r.household_key, p.kind)
        )
        left: dict[str, int] = {}
        rows: Any = conn.execute(statement)
        for household, kind, yen in rows:
            left[household] = left.get(household, 0) + int(yen) * signs[kind]
        found |= {household for household, yen in left.items() if yen > 0}
    return found


def in_transit(conn: Connection, household_keys: Iterable[str]) -> Mapping[str, int]:
    """The yen of payments told by 速報 alone, on the instalments that their slips name."""
    prelim = [one for part in _slices(household_keys) for one in receipts.in_transit(conn, part)]
    lines = payment_slips.slip_lines(conn, [one.collection_no for one in prelim])
    found: dict[str, int] = {}
    for one in prelim:
        number = read_number(one.collection_no)
        named = [line.claim_key for line in lines.get(one.collection_no, ())]
        for claim in named or ([] if number is None else [number.claim_key]):
            found[claim] = found.get(claim, 0) + one.amount
    return found


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]
