"""Third parties asked, property seized, money distributed, in the simulated year (財産調査・差押・配当)."""

from __future__ import annotations

from datetime import date
from typing import Any

from server.domain.effects import JSON, RegisterChange
from tests.procedures.seizing import CARD, copied, draft
from tests.year.city import Year, begun, does, household

ASKED = ("2027-07-12", "2027-12-01", "2028-01-31")
"""When the third parties of `inquired` are asked: nobody ever answers."""
DUNNED, SEIZED, MONEY = date(2027, 11, 1), date(2027, 12, 20), ("2027-12-22", "2028-02-22")
"""The due date of what `seized` owes, when its deposit is seized, and when money of it comes in."""
_BANK: dict[str, JSON] = {"kind": "DEPOSIT", "third_party": "若葉みどり銀行 本店営業部", "postal_code": "000-0021"}
_BANK |= {"address": "若葉市中央区銀行通二丁目3番4号"}
_MATCH: dict[str, JSON] = {"mark": "match", "right_value": None}


def written(year: Year) -> None:
    """The diary of enforcement."""
    year.levied("inquired", 2026, (7,), 12_300)
    year.levied("seized", 2027, (5,), 60_000)
    for text in ASKED:
        year.on(date.fromisoformat(text), _asks)
    if year.begin <= DUNNED:
        year.on(SEIZED, _seizes)
        for text in MONEY:
            year.on(date.fromisoformat(text), _collects)
        year.on(date(2028, 1, 4), _pays_out("2027-12-22"))
        year.on(date(2028, 3, 2), _pays_out("2028-02-22"))


def _asks(year: Year) -> None:
    case_id = begun(year, "inquired", "asset_inquiry", trigger="OTHER")
    does(year, case_id, "enter", {"result": "propose", "targets": [_BANK]})
    does(year, case_id, "decide", {"result": "approve"}, "sakai")
    year.cases[f"inquired {year.today}"] = case_id


def _seizes(year: Year) -> None:
    """A deposit that an answer told of: drafted, compared, decided, signed, served on the bank the same morning."""
    one = household("seized").head
    known = begun(year, "seized", "asset_inquiry", trigger="OTHER")
    asset: dict[str, JSON] = {**_BANK, "asset_id": "asset/1", "number": "R9-000900-1", "case_id": known}
    asset |= {"household_key": year.key("seized"), "person_key": one.key, "detail": "普通預金", "prior": 0}
    asset |= {"account_tail": "****567", "value": 500_000, "exempt": False, "source": "照会の回答"}
    year.world.change(RegisterChange("put_asset", "test/asset", asset | {"as_of": year.today.isoformat()}))
    case_id = year.cases["seized"] = begun(year, "seized", "seizure", reason="催告に応じない")
    who: dict[str, JSON] = {"holder_name": one.name, "holder_kana": one.kana, "holder_birth": one.birth_date}
    typed = draft(asset_number="R9-000900-1", **who, holder_address=household("seized").address)
    does(year, case_id, "enter", typed)
    seen: dict[str, JSON] = {"seen_name": one.name, "seen_kana": one.kana, "seen_birth": one.birth_date}
    does(year, case_id, "check", copied(typed, **seen, seen_address=household("seized").address), "kagami")
    does(year, case_id, "decide", {"result": "approve"}, "sakai")
    does(year, case_id, "sign", {"result": "sign", **CARD, "card_until": "2028-03-31"})
    served = {"result": "SERVED", "proof": "配達証明 第12号", "served_on": year.today.isoformat()}
    does(year, case_id, "serve", served | {"served_hour": 8, "served_minute": 42})


def _collects(year: Year) -> None:
    """Money of the bank on the desk: the sheet is made, compared and sent."""
    number = year.world.case(year.cases["seized"]).number
    said: dict[str, JSON] = {"seizure_number": number, "amount": 20_000, "paid_on": year.today.isoformat()}
    case_id = begun(year, "seized", "distribution", **said, origin="COLLECTED", proof="領収 12")
    year.cases[f"money {year.today}"] = case_id
    does(year, case_id, "enter", {"result": "propose", "cost": None, "creditors": []})
    does(year, case_id, "check", {"result": "agree", "marks": {"shares": _MATCH}}, "kagami")


def _pays_out(text: str) -> Any:
    return lambda year: does(year, year.cases[f"money {text}"], "pay", {"result": "pay"})
