"""Arrangements with whoever owes, and letters that came back, in the simulated year (誓約・猶予・送達)."""

from __future__ import annotations

from datetime import date
from typing import Any

from server.casework.issue_letters import issue_requested
from server.domain.effects import JSON
from server.store import ledger, letters
from server.store.letters import NewLetter
from tests.procedures.test_deferral import asked, inquired
from tests.procedures.test_pledge import talk
from tests.procedures.test_serve_letter import ALL, KEYS, PREMIUM
from tests.year.city import Year, begun, does, household

BOARDS = {"board1": "2027-08-04", "board2": "2027-12-24", "board3": "2028-02-22", "board4": "2028-04-26"}
KEPT = "2027-06-30 2027-07-30 2027-08-30 2027-09-30 2027-11-01 2027-11-30 2028-01-04 2028-01-31 2028-02-29".split()
"""The days on which `kept` pays a line of its plan: all but the last one."""


def written(year: Year) -> None:
    """The diary of the arrangements."""
    for name, yen in {"kept": 10_000, "missed": 10_000, "deferred": 12_300, "summer": 12_300, "asked": 12_300}.items():
        year.levied(name, 2026, (7, 8, 9), yen)
    signed = {"kept": date(2027, 6, 16), "missed": date(2027, 7, 2)}
    for name, day in signed.items():
        year.on(day, _pledges(name))
    if year.begin <= signed["kept"]:
        for text in KEPT:
            year.on(date.fromisoformat(text), _pays)
    year.on(date(2027, 6, 16), _deferred("deferred", "2028-02-29", "2027-12-28"))
    year.on(date(2027, 6, 16), _deferred("summer", "2027-08-11", "2027-08-09"))
    if year.begin <= date(2027, 6, 16):
        year.on(date(2027, 12, 28), lambda year: year.paid(year.claim("deferred", 2026, 7), 6_900))
    year.on(date(2027, 12, 14), _asked)
    for name, text in BOARDS.items():
        year.on(date.fromisoformat(text), _board(name))
    year.on(date(2027, 12, 20), _resent)


def _pledges(name: str) -> Any:
    def hand(year: Year) -> None:
        case_id = begun(year, name, "pledge", channel="COUNTER")
        day = year.today.isoformat()
        does(year, case_id, "enter", talk(talked_on=day, monthly_income=179_000))
        said: dict[str, JSON] = {"result": "sign", "use": "offered", "signer": "DEBTOR", "signed_on": day}
        said |= {"signer_name": household(name).head.name, "consent": True, "paper_location": "誓約書綴り 1"}
        if name == "missed":
            said |= {"use": "own", "lines": [{"due_on": "2027-08-02", "amount": 30_000}]}
        does(year, case_id, "plan", said)
        year.cases[name] = case_id

    return hand


def _pays(year: Year) -> None:
    """A line of the plan, on the oldest instalment that is open."""
    open_ = {claim["claim_key"]: claim["open"] for claim in _open(year, "kept")}
    left = 3_000
    for key in sorted(open_):
        part = min(left, open_[key])
        if part:
            year.paid(key, part)
            left -= part


def _open(year: Year, name: str) -> list[dict[str, Any]]:
    with year.world.database.read() as conn:
        claims = ledger.claims_of_books(conn, [year.key(name)])
    return [{"claim_key": key, "open": one.open.principal.total} for key, one in claims.items()]


def _begins(year: Year, name: str) -> str:
    known = household(name)
    said: dict[str, JSON] = {"kind": "COLLECTION", "request": "NEW", "head_name": known.head.name}
    said |= {"head_kana": known.head.kana, "paper_location": "受付箱 1"}
    case_id = begun(year, name, "deferral", channel="COUNTER", **said)
    does(year, case_id, "check_identity", year.world.answers_identity(), "saeki")
    return case_id


def _deferred(name: str, last: str, line: str) -> Any:
    def hand(year: Year) -> None:
        case_id = _begins(year, name)
        lines: list[JSON] = [{"due_on": line, "amount": 6_900}, {"due_on": last_line(last), "amount": 30_000}]
        entry = asked(first_on=year.today.isoformat(), last_on=last, can_pay_now=0, amount=36_900, lines=lines)
        does(year, case_id, "enter", entry | {"fact_on": "2027-05-10"})
        does(year, case_id, "inquire", inquired())
        does(year, case_id, "decide", {"result": "approve"}, "kuroda")
        year.cases[name] = case_id

    def last_line(day: str) -> str:
        return "2027-08-10" if day < "2028" else "2028-02-28"

    return hand


def _asked(year: Year) -> None:
    """An application without its papers, which are asked for."""
    year.cases["asked"] = _begins(year, "asked")
    entry = asked(first_on=year.today.isoformat(), last_on="2028-03-31", can_pay_now=0, amount=36_900)
    lines: list[JSON] = [{"due_on": "2028-03-30", "amount": 36_900}]
    does(year, year.cases["asked"], "enter", entry | {"evidence": ["proof"], "lines": lines, "fact_on": "2027-11-10"})


def _came_back(year: Year, name: str, reason: str) -> str:
    """A letter of yesterday's post that came back today; the case of its service."""
    key = year.key(name)
    keys = KEYS[PREMIUM] | {"case_number": "R9-000777", "office": "chuo", "household_key": key}
    with year.world.uow() as uow:
        letter_id = letters.request_letter(uow, NewLetter(PREMIUM, "chuo", key, keys, "POST"))
    issue_requested(year.world.services)
    with year.world.uow() as uow:
        letters.release_letters(uow, [letter_id])
        letters.hand_over_letters(uow, [letter_id])
        letters.letters_posted(uow, [letter_id], year.today)
        found = letters.get_letter(uow.conn, letter_id)
    assert found is not None
    said: dict[str, JSON] = {"letter_number": str((found.data or {})["letter_code"]), "reason": reason}
    said |= {"returned_on": year.today.isoformat(), "paper_location": "返戻箱 1"}
    year.cases[name] = begun(year, name, "serve_letter", "saeki", channel="POST", **said)
    return year.cases[name]


def _board(name: str) -> Any:
    def hand(year: Year) -> None:
        case_id, day = _came_back(year, name, "UNKNOWN"), year.today.isoformat()
        rows = [{"source": one, "on": day, "result": "見当たらない"} for one in ALL]
        does(year, case_id, "enter", {"inquiries": rows, "found": "UNKNOWN", "finding": "調べた"}, "saeki")
        does(year, case_id, "decide", {"result": "approve"}, "kuroda")

    return hand


def _resent(year: Year) -> None:
    _came_back(year, "resent", "KEPT")
