"""What a dunning run walks over (督促の対象): instalments of the due date, the rest of earlier runs, and more.

Each question is one statement, or a few, for a slice of instalments or households, however many they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, exists, func, or_, select

from server.domain.collection_number import read_number
from server.store import dunning_lines, letter_services, payment_slips, receipts
from server.store import tables as t
from server.store.dunning_runs import DUE, DunningRun

_SLICE = 500
_NOTICE = "levy_decision/notice"
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


def candidate_keys(conn: Connection, run: DunningRun) -> list[str]:
    """All instalments of the run in order of key: those of its due date, and what earlier runs left out."""
    c, keys = t.dunning_lines.c, set[str]()
    if run.kind == DUE:
        keys |= set(conn.scalars(select(t.instalments.c.claim_key).where(t.instalments.c.due_on == run.due_on)))
    left = select(c.claim_key).where(dunning_lines.left_open(), c.run_id != run.run_id)
    return sorted(keys | set(conn.scalars(left)))


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


def before(conn: Connection, run_id: str, claim_keys: Iterable[str]) -> dict[str, Before]:
    """Of each instalment that stands on an earlier run's list, what became of it there."""
    found: dict[str, Before] = {}
    for line in dunning_lines.of_claims(conn, claim_keys):
        if line.run_id == run_id:
            continue
        was = found.get(line.claim_key, Before(False, 0, False))
        live = was.live or (line.letter_id is not None and line.pulled is None)
        turns = was.turns + (line.why == "IN_TRANSIT")
        found[line.claim_key] = Before(live, turns, was.left or line.again_in is None)
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
