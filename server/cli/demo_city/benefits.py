"""Claims for treatment of the demo city (試しの市のレセプト): two months' files, what the night finds in them, a hold.

A visitor meets injuries that are asked about, treatment after the loss of the insurance, and a benefit that is held.
All of it is drawn by seed and taken in through the same use cases as a real file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from server.casework.callers import Caller
from server.casework.import_benefits import import_benefits
from server.casework.log_in import caller_of_user
from server.casework.services import Services
from server.casework.start_case import start_case
from server.casework.watch_benefits import BenefitRun, watch_benefits
from server.cli.demo_city.people import Household, Person, make_households
from server.cli.demo_city.registers import is_insured
from server.domain.values import Values
from server.exchange.benefit_file import INTERFACE

_MOST, _MONTHS, _UPPER_AGE = 40, 2, 75
_PROVIDERS = ("若葉中央病院", "青柳クリニック", "みどり整形外科", "潮見内科医院", "桜木歯科", "いずみ薬局")
_FORMS = ("INPATIENT", "OUTPATIENT", "OUTPATIENT", "OUTPATIENT", "DENTAL", "PHARMACY")
_SHARE = 0.3
_ACCIDENT: dict[str, Any] = {"cost": 486_000, "remarks": ["10"], "injuries": ["S82.1"], "form": "INPATIENT"}
_FALL: dict[str, Any] = {"cost": 212_000, "injuries": ["S52.5"], "form": "OUTPATIENT"}
_LATE: dict[str, Any] = {"cost": 64_000, "form": "OUTPATIENT"}


def put_benefits(services: Services, values: Values, operator: Caller, count: int, seed: int, day: date) -> BenefitRun:
    """Takes the files of the last two months in, lets the night look at them, and holds one high-cost benefit."""
    insured, others = _people(count, seed, day)
    if len(insured) < len((_ACCIDENT, _FALL)) + 1 or not others:
        return BenefitRun()
    months = _last_months(day)
    for turn, month in enumerate(months, 1):
        content = _file(values, turn, month, list(_rows(insured, others, seed, turn, month)), day)
        import_benefits(services, operator, content, name=f"receipts-{month:%Y-%m}.jsonl")
    found = watch_benefits(services, again=True)
    home, person = insured[2]
    answers = {
        "channel": "EXOFFICIO",
        "received_on": day.isoformat(),
        "household_key": home.key,
        "person_key": person.key,
        "benefit": "HIGH_COST",
        "month": f"{_before(months[0]):%Y-%m}",
        "yen": 57_600,
        "reason": "第三者行為の疑い。負傷原因を照会している",
        "owner": "白石",
    }
    start_case(services, caller_of_user(services, "shiraishi"), "benefit_hold", answers)
    return found


def _people(count: int, seed: int, day: date) -> tuple[list[tuple[Household, Person]], list[tuple[Household, Person]]]:
    """Heads of insured households of the central ward, and one of a household that is not insured here."""
    insured: list[tuple[Household, Person]] = []
    others: list[tuple[Household, Person]] = []
    for household in make_households(count, seed, day):
        head = household.members[0]
        if household.office != "chuo" or day.year - head.birth.year >= _UPPER_AGE:
            continue
        (insured if is_insured(household, seed) else others).append((household, head))
        if len(insured) >= _MOST and len(others) > 1:
            break
    return insured[:_MOST], others[1:2]  # the first is the household that visitors enrol


def _last_months(day: date) -> list[date]:
    """The first days of the months whose claims are in: the two before this one."""
    first, found = day.replace(day=1), list[date]()
    for _ in range(_MONTHS):
        first = _before(first)
        found.insert(0, first)
    return found


def _before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def _rows(
    insured: Sequence[tuple[Household, Person]],
    others: Sequence[tuple[Household, Person]],
    seed: int,
    turn: int,
    month: date,
) -> Iterator[dict[str, Any]]:
    """The claims billed in a month for treatment in the month before; what the night asks about comes in the first."""
    special = {0: _ACCIDENT, 1: _FALL} if turn == 1 else {}
    treated = _before(month)
    for place, (_, person) in enumerate(insured):
        draw = Random(f"{seed}:claim:{turn}:{person.key}")  # noqa: S311 - a demo, not a secret
        yield _row(turn, place, person, treated, draw, special.get(place, {}))
    if turn == 1:
        for _, person in others:
            draw = Random(f"{seed}:claim:late:{person.key}")  # noqa: S311 - a demo, not a secret
            yield _row(turn, len(insured), person, treated, draw, _LATE)


def _row(turn: int, place: int, person: Person, treated: date, draw: Random, special: dict[str, Any]) -> dict[str, Any]:
    kind = draw.randrange(len(_FORMS))
    first = treated + timedelta(days=draw.randrange(18))
    days = draw.randint(1, 5)
    plain: dict[str, Any] = {"form": _FORMS[kind], "cost": draw.randint(30, 2_400) * 10, "remarks": [], "injuries": []}
    said = plain | special
    copay = round(said["cost"] * _SHARE / 10) * 10
    return {
        "entry": "NEW",
        "claim_no": f"{treated:%y%m}{turn}{place:05d}",
        "person_key": person.key,
        "provider_code": f"49{kind:08d}",
        "provider": _PROVIDERS[kind],
        "first_day": first.isoformat(),
        "last_day": (first + timedelta(days=days - 1)).isoformat(),
        "days": days,
        "copay": copay,
        "benefit": said["cost"] - copay,
        **said,
    }


def _file(values: Values, turn: int, month: date, rows: Sequence[dict[str, Any]], day: date) -> bytes:
    """The whole file as the federation sends it, made on the first of the month behind."""
    body = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows).encode()
    made = (month + timedelta(days=31)).replace(day=1)
    head = {
        "interface": INTERFACE,
        "sequence_no": turn,
        "city_code": values.text("city.code", day),
        "charset": "UTF-8",
        "generated_at": f"{made.isoformat()}T05:00:00+09:00",
        "month": f"{month:%Y-%m}",
        "record_count": len(rows),
        "benefit_total": sum(one["benefit"] for one in rows),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + body
