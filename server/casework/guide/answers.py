"""What the demo's clerks answer in the guided walk (案内の記入例), read from the registers each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from server.casework.dunning_run import going_out, marks_of
from server.casework.guide.standing import Seen
from server.domain.calendar import Calendar
from server.domain.effects import JSON
from server.domain.ledger.books import Claim
from server.domain.values import Values
from server.store import assets, dunning_lines, dunnings
from server.store.connection import Connection

BANK: Mapping[str, JSON] = {
    "kind": "DEPOSIT",
    "third_party": "若葉みどり銀行 本店営業部",
    "postal_code": "000-0021",
    "address": "若葉市中央区銀行通二丁目3番4号",
}
_ACCOUNT, _TAIL = "普通預金 本店営業部", "567"
_BALANCE = 386_400
_PAYS_IN = timedelta(days=4)
Answers = dict[str, JSON]
Maker = Callable[[Connection, Values, Seen], Answers]


def answers_of(conn: Connection, values: Values, seen: Seen, station_id: str) -> Answers:
    """The answers of a station's task. KeyError: a station that is no task."""
    return _MAKERS[station_id](conn, values, seen)


def promise(seen: Seen) -> dict[str, str]:
    """The contact with the promise that will not be kept."""
    said = {"way": "PHONE", "spoken_to": "HEAD", "result": "PROMISE", "note": "給料日に納めるとのこと"}
    return said | {"promised_on": (seen.day + _PAYS_IN).isoformat(), "promised_yen": str(_owed(seen))}


def collected(seen: Seen) -> Answers:
    """The money that the bank paid: what was seized."""
    (seizure,) = [one for one in seen.seizures if one.in_force][-1:]
    return {
        "channel": "EXOFFICIO",
        "received_on": seen.day.isoformat(),
        "household_key": seen.key,
        "seizure_number": seizure.number,
        "amount": min(seizure.amount or _BALANCE, _BALANCE),
        "paid_on": seen.day.isoformat(),
        "origin": "COLLECTED",
        "proof": "領収済通知書 第31号",
    }


def _owed(seen: Seen) -> int:
    return sum(max(one.open.total, 0) for one in seen.claims.values() if _is_due(one, seen.day))


def _is_due(claim: Claim, day: date) -> bool:
    return claim.due_on < day


def _cut_off(conn: Connection, values: Values, seen: Seen) -> Answers:
    marks = [mark for mark in marks_of(conn, values, seen.day).values() if mark is not None]
    return {"result": "list", "cut_off": min([*marks, seen.day - timedelta(days=1)]).isoformat()}


def _review(conn: Connection, _: Values, seen: Seen) -> Answers:
    """Whoever is left out without an owner gets one, and a date by which to see to it."""
    left = dunning_lines.without_owner(conn, _run(seen).run_id)
    named: Answers = {"owner": "kaneko", "dun_by": (seen.day + timedelta(days=20)).isoformat()}
    return {"result": "propose"} | (named if left else {})


def _count(conn: Connection, _: Values, seen: Seen) -> Answers:
    count, yen = going_out(conn, _run(seen))
    return {"result": "right", "count": count, "yen": yen, "samples": count}


def _release(_: Connection, values: Values, seen: Seen) -> Answers:
    dispatch = Calendar(values).next_open(seen.day)
    return {"result": "release", "draft_no": "8健保第214号", "dispatch_on": dispatch.isoformat(), "shape": "card"}


def _posted(conn: Connection, _: Values, seen: Seen) -> Answers:
    run = _run(seen)
    pieces = len(dunning_lines.at_printer(conn, run.run_id))
    number = f"後納 {run.due_on.isoformat()}"
    return {"result": "post", "slip_no": number, "count": pieces, "posted_on": seen.day.isoformat()}


def _answer(conn: Connection, _: Values, seen: Seen) -> Answers:
    head, case = seen.head, seen.case("asset_inquiry")
    asked = assets.inquiries_of_case(conn, [case.case_id])[case.case_id] if case else ()
    row: dict[str, JSON] = {
        "inquiry_number": asked[0].number if asked else "",
        "answered_on": seen.day.isoformat(),
        "answer": "FOUND",
        "holder_name": head["name"],
        "holder_kana": head["name_kana"],
        "holder_birth": head["birth_date"],
        "detail": _ACCOUNT,
        "account_tail": _TAIL,
        "value": _BALANCE,
        "prior": 0,
        "exempt": False,
        "as_of": seen.day.isoformat(),
    }
    return {"answers": [row]}


def _draft(conn: Connection, _: Values, seen: Seen) -> Answers:
    head = seen.head
    known = [one for one in assets.assets_of(conn, [seen.key])[seen.key] if one.ended_on is None and not one.exempt]
    return {
        "result": "propose",
        "asset_number": known[-1].number if known else "",
        "claims_scope": "CHOSEN",
        "claims": [{"claim_key": key} for key in _dunned(conn, seen)],
        "record": f"{BANK['third_party']} 回答",
        "holder_name": head["name"],
        "holder_kana": head["name_kana"],
        "holder_birth": head["birth_date"],
        "holder_address": _address(seen.home),
        "other": "NOT_ASKED",
        "registry_addresses": [],
        "credited": "NONE",
        "pays": [],
    }


def _dunned(conn: Connection, seen: Seen) -> list[str]:
    """What may be seized for: open, dunned, and the day of the law is there."""
    owing = [key for key, one in seen.claims.items() if one.open.total > 0]
    found = sorted(dunnings.dunnings_of(conn, owing).items())
    return [key for key, one in found if one.seizure_from is not None and one.seizure_from <= seen.day]


def _copied(conn: Connection, _: Values, seen: Seen) -> Answers:
    head = seen.head
    rows = [f"claims.{place}" for place in range(len(_dunned(conn, seen)))]
    return {
        "result": "agree",
        "marks": _marks("asset", "holder", "pay", *rows),
        "seen_name": head["name"],
        "seen_kana": head["name_kana"],
        "seen_birth": head["birth_date"],
        "seen_address": _address(seen.home),
        "history_seen": True,
    }


def _served(_: Connection, __: Values, seen: Seen) -> Answers:
    when: Answers = {"served_on": seen.day.isoformat(), "served_hour": seen.at.hour, "served_minute": seen.at.minute}
    return {"result": "SERVED", "proof": "配達証明 第12号"} | when


def _address(home: Mapping[str, Any]) -> str:
    return f"{home['address']}{home['address_line2'] or ''}"


def _marks(*groups: str) -> JSON:
    return {name: {"mark": "match", "right_value": None} for name in groups}


def _run(seen: Seen) -> Any:
    assert seen.run is not None  # noqa: S101 - a task of the run is open
    return seen.run


def _said(**answers: JSON) -> Maker:
    return lambda _conn, _values, _seen: dict(answers)


_CARD: Answers = {"duty_card": "徴-014", "place": "市役所本庁舎 健康保険課"}
_MAKERS: dict[str, Maker] = {
    "dunning_run-confirm_receipts": _cut_off,
    "dunning_run-review": _review,
    "dunning_run-check": _count,
    "dunning_run-decide": _release,
    "dunning_run-hand_over": _said(result="hand_over"),
    "dunning_run-record_mail": _posted,
    "arrears-call": _said(way="PHONE", spoken_to="NOBODY", result="NO_ANSWER"),
    "arrears-warn": _said(result="SEND"),
    "asset_inquiry-enter": _said(result="propose", targets=[dict(BANK)]),
    "asset_inquiry-decide": _said(result="approve"),
    "asset_inquiry-answer": _answer,
    "asset_inquiry-check": _said(result="agree", marks=_marks("answers.0")),
    "seizure-enter": _draft,
    "seizure-check": _copied,
    "seizure-decide": _said(result="approve"),
    "seizure-sign": lambda _conn, _values, seen: (
        _CARD | {"result": "sign", "card_until": (seen.day + timedelta(days=300)).isoformat()}
    ),
    "seizure-serve": _served,
    "distribution-enter": _said(result="propose", cost=0, creditors=[]),
    "distribution-check": _said(result="agree", marks=_marks("shares")),
    "distribution-pay": _said(result="pay"),
}
