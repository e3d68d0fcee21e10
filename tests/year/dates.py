"""The dates that the product wrote in the simulated year (書かれた期日), by what, whose and which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Table, func, select

from server.domain.calendar import civil_date
from server.domain.limitation import Act
from server.store import claim_acts, dunnings, holds, late_exemptions
from server.store import tables as t
from server.store.connection import Connection
from server.store.prescribed import clocks_of
from tests.year.city import NAMES, THIS, Year, due_on

Found = tuple[str, str, str, Any]
Key = tuple[str, str, str]


def dates_of(year: Year) -> dict[Key, str]:
    """Every date of the year by (what, whose, which), as ISO text."""
    with year.world.database.read() as conn:
        every = [one for read in _READERS for one in read(year, conn)]
    found = {(what, who, which): _text(day) for what, who, which, day in every}
    assert len(found) == len(every), "one date has two entries"
    return found


def counts_of(year: Year) -> dict[str, Counter[str]]:
    """How many letters, postings, cases, tasks and warnings there are, of each kind and household."""
    wanted = {
        "letters": (t.letters.c.letter, t.letters.c.household_key),
        "postings": (t.postings.c.kind, t.postings.c.claim_key),
        "cases": (t.cases.c.slug, t.cases.c.household_key),
        "acts": (t.claim_acts.c.act, t.claim_acts.c.claim_key),
        "late": (t.late_charges.c.state, t.late_charges.c.claim_key),
        "warnings": (t.limitation_warnings.c.stage, t.limitation_warnings.c.claim_key),
    }
    with year.world.database.read() as conn:
        found = {name: _counted(conn, *columns) for name, columns in wanted.items()}
        task = select(t.tasks.c.element, t.cases.c.household_key, func.count()).join_from(t.tasks, t.cases)
        grouped = task.group_by(t.tasks.c.element, t.cases.c.household_key)
        found["tasks"] = Counter({f"{what} {whose}": many for what, whose, many in conn.execute(grouped)})
    return found


def _counted(conn: Connection, *columns: Any) -> Counter[str]:
    statement = select(*columns, func.count()).group_by(*columns)
    return Counter({f"{what} {whose}": many for what, whose, many in conn.execute(statement)})


def _text(day: Any) -> str:
    return day.isoformat() if isinstance(day, date) else str(day)


def _rows(conn: Connection, table: Table, **where: Any) -> list[Any]:
    return list(conn.execute(select(table).filter_by(**where)))


def _own(year: Year, key: str | None) -> str:
    return next((name for name in NAMES if year.key(name) == key), "")


def _dunned(year: Year, conn: Connection) -> Iterator[Found]:
    """督促: of each due date's run, and of the letter to `dun`."""
    for no in range(1, 11):
        claim = year.claim("dun", THIS, no)
        for run in _rows(conn, t.dunning_runs, kind="DUE", due_on=due_on(THIS, no)):
            yield "run_opened", "run", str(no), civil_date(run.opened_at)
            yield "dun_by", "run", str(no), run.dun_by
            yield "designated", "run", str(no), run.designated_on
            for task in _rows(conn, t.tasks, case_id=run.case_id, element="confirm_receipts"):
                yield "run_task_due", "run", str(no), task.due_on
            for line in _rows(conn, t.dunning_lines, run_id=run.run_id, claim_key=claim):
                yield "dispatched", "dun", str(no), line.dispatched_on
                yield "arrears_from", "dun", str(no), line.ended_on
        for one in dunnings.dunnings_of(conn, [claim]).values():
            yield "after_designated", "dun", str(no), one.trace["after_designated"]
            yield "after_wait", "dun", str(no), one.trace["after_wait"]
            yield "seizure_from", "dun", str(no), one.seizure_from
            for letter in _rows(conn, t.letters, letter_id=one.letter_id):
                yield "letter_asks_until", "dun", str(no), letter.data["designated_on"]


def _limitation(year: Year, conn: Connection) -> Iterator[Found]:
    """時効: the end, since when it is extinct, and when somebody was warned."""
    for name in ("lapse", "acts"):
        here = {"household_key": year.key(name)}
        for end in _rows(conn, t.limitation_ends, **here):
            yield "limitation", name, _no(end.claim_key), end.ends_on
            yield "extinct_from", name, _no(end.claim_key), end.frozen_on
        for told in _rows(conn, t.limitation_warnings, **here):
            yield f"warned_{told.stage}", name, _no(told.claim_key), told.warned_on
    for name, levy, no in (("dun", 2027, 1), ("late", 2027, 1), ("kept", 2026, 9), ("deferred", 2026, 8)):
        key = year.claim(name, levy, no)
        for clock in clocks_of(conn, [key], year.world.services.values(conn)).values():
            yield "collectable_until", name, str(no), clock.ends_on
    for case in _rows(conn, t.cases, slug="write_off"):
        yield "write_off_put", _own(year, case.household_key), str(case.received_on.year), case.received_on


def _no(claim_key: str) -> str:
    return str(int(claim_key[-2:]))


def _late(year: Year, conn: Connection) -> Iterator[Found]:
    """延滞金: paid, fixed, due, and what its slip says."""
    for one in _rows(conn, t.late_charges, household_key=year.key("late"), state="FIXED"):
        no = _no(one.claim_key)
        yield "late_paid", "late", no, one.paid_on
        yield "late_fixed", "late", no, one.fixed_on
        yield "late_due", "late", no, one.due_on
        for letter in _rows(conn, t.letters, letter_id=one.letter_id):
            number = letter.request_keys["collection_no"]
            for slip in _rows(conn, t.payment_slips, collection_no=number):
                yield "late_slip_until", "late", no, slip.use_by


def _pledges(year: Year, conn: Connection) -> Iterator[Found]:
    """誓約: the lines as offered, when a missed one was told, until when it waits, when it was broken."""
    for name in ("kept", "missed"):
        found = sorted(_rows(conn, t.pledges, household_key=year.key(name)), key=lambda one: one.recorded_at)
        for line in found[-1].lines if found else ():
            yield "plan_line", name, str(line["no"]), line["due_on"]
        for one in found[-1:]:
            for told in one.missed:
                yield "missed_told", name, str(told["no"]), told["told_on"]
            if one.status == "BROKEN":
                yield "pledge_broken", name, "", one.valid_from
        for letter in _rows(conn, t.letters, household_key=year.key(name), letter="pledge/missed"):
            yield "missed_pay_by", name, "", letter.request_keys["pay_by"]


def _deferrals(year: Year, conn: Connection) -> Iterator[Found]:
    """猶予: its last day in the register, the hold, the exemption and the clock; its end; papers that never came."""
    for name in ("deferred", "summer"):
        found = sorted(_rows(conn, t.deferrals, household_key=year.key(name)), key=lambda one: one.recorded_at)
        for one in found[-1:]:
            yield "deferral_last", name, "", one.last_on
            if one.status == "ENDED":
                yield "deferral_ended", name, "", one.valid_from
        for hold in holds.all_holds(conn, year.key(name)):
            yield "hold_until", name, "", hold.until
        claim = year.claim(name, 2026, 8)
        for free in late_exemptions.exemptions_of(conn, [claim]).get(claim, ()):
            yield "exempt_last", name, "8", free.last
        for act in claim_acts.acts_on(conn, [claim]).get(claim, ()):
            if act.act is Act.DEFERRAL:
                yield "clock_stops_until", name, "8", act.until
    for letter in _rows(conn, t.letters, household_key=year.key("asked"), letter="deferral/document_request"):
        yield "papers_by", "asked", "", letter.request_keys["due_on"]
    for case in _rows(conn, t.cases, household_key=year.key("asked"), outcome="lapsed"):
        yield "application_lapsed", "asked", "", civil_date(case.closed_at)


def _services(year: Year, conn: Connection) -> Iterator[Found]:
    """送達: the day on which a letter counts as served, and the due date behind it."""
    for one in _rows(conn, t.letter_services, superseded_at=None):
        if one.served_on is not None:
            yield "served", _own(year, one.household_key), "", one.served_on
            yield "new_due", _own(year, one.household_key), "", one.new_due_on


def _inquiries(year: Year, conn: Connection) -> Iterator[Found]:
    """照会: by when an answer is wanted, when it was asked for again, when it was given up."""
    for one in _rows(conn, t.asset_inquiries, household_key=year.key("inquired")):
        which = one.asked_on.isoformat()
        yield "inquiry_due", "inquired", which, one.due_on
        if one.reminded_on is not None:
            yield "inquiry_again", "inquired", which, one.reminded_on
        if one.answer is not None:
            yield "inquiry_given_up", "inquired", which, one.answered_on
        for letter in _rows(conn, t.letters, case_id=one.case_id):
            again = "again" if letter.request_keys["reminder"] else "first"
            yield f"inquiry_reply_{again}", "inquired", which, letter.request_keys["reply_by"]


def _enforced(year: Year, conn: Connection) -> Iterator[Found]:
    """差押・配当・停止: payment days, reviews, what a suspension ended."""
    for one in _rows(conn, t.deposits, household_key=year.key("seized")):
        yield "distribution_day", "seized", one.paid_on.isoformat(), one.pay_on
        for task in _rows(conn, t.tasks, case_id=one.case_id, element="check"):
            yield "sheet_due", "seized", one.paid_on.isoformat(), task.due_on
    for case in _rows(conn, t.cases, slug="seizure_watch"):
        for task in _rows(conn, t.tasks, case_id=case.case_id, element="follow"):
            yield "seizure_review", "seized", str(task.round), civil_date(task.opened_at)
    for one in _rows(conn, t.suspensions, household_key=year.key("rested")):
        if one.ended_on is not None:
            no = _no(one.claim_key)
            yield "suspension_over", "rested", no, one.ended_on
            for free in late_exemptions.exemptions_of(conn, [one.claim_key])[one.claim_key]:
                yield "rest_exempt_last", "rested", no, free.last


def _ages(year: Year, conn: Connection) -> Iterator[Found]:
    """年齢到達: the day on which something changes."""
    for one in _rows(conn, t.dated_work):
        yield one.kind.lower(), _own(year, one.household_key), one.person_key[-1], one.due_on


_READERS = (_dunned, _limitation, _late, _pledges, _deferrals, _services, _inquiries, _enforced, _ages)
