"""Beside the forms of a seizure (差押の右の欄): requirements, draft, debts, holds, assets and debtor as they are now.

What is owed, held or known moves between draft, check, decision and signing; nobody signs by the figures of yesterday.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.domain.effects import JSON
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.domain.seizure import address_days
from server.domain.sheets import line, sheet
from server.operators.enforcement import asset_sheet, debt_sheet, debtor_sheet, hold_sheet, owed, short_day, yen
from server.operators.enforcement_sheets import (
    asset_words,
    pay_sheet,
    refused_sheet,
    requirements_sheet,
    seizure_sheet,
)
from server.operators.registry import beside
from server.operators.seizure.drafting import Drafted, home, look, pay_json
from server.operators.seizure_watch.watching import open_debts


@beside("seizure")
def show(data: Mapping[str, Any], context: Context) -> list[dict[str, JSON]]:
    """Once signed what was seized, before it the draft judged anew; always the debts with late charge to today."""
    key, entry = str(data["start"]["household_key"]), data.get("enter") or {}
    every: Any = context.facts.get_fact("collection_debts", key)
    if data.get("execute"):
        return _signed(str(data["execute"]["seizure_id"]), every, context)
    debtor: Any = context.facts.get_fact("debtor", key)
    if debtor is None:
        return []
    standing = [
        debt_sheet([one for one in every if owed(one)]),
        hold_sheet(context.facts.get_fact("holds", key)),
        asset_sheet(context.facts.get_fact("assets", key)),
        debtor_sheet(debtor),
    ]
    return [*(_drafted(data["start"], entry, context) if entry.get("result") == "propose" else ()), *standing]


def _signed(seizure_id: str, every: Any, context: Context) -> list[dict[str, JSON]]:
    seizure: Any = context.facts.get_fact("seizure", seizure_id)
    pay = seizure["details"].get("pay")
    limit = [pay_sheet(pay)] if pay else []
    return [seizure_sheet(seizure), *limit, debt_sheet(open_debts(seizure, every))]


def _drafted(start: Any, entry: Mapping[str, Any], context: Context) -> list[dict[str, JSON]]:
    try:
        drafted = look(start, entry, context)
    except Refused as refusal:  # an instalment or the asset is not what it was when it was drafted
        return [refused_sheet(refusal)]
    meant = {one["claim_key"] for one in drafted.debts}
    every: Any = context.facts.get_fact("collection_debts", str(start["household_key"]))
    left = [one for one in every if owed(one) and one["claim_key"] not in meant]
    limit = [] if drafted.limit is None else [pay_sheet(pay_json(drafted.limit))]
    return [requirements_sheet(drafted.checks), _draft_sheet(entry, drafted, left, context), *limit]


def _draft_sheet(
    entry: Mapping[str, Any], drafted: Drafted, left: Sequence[Mapping[str, Any]], context: Context
) -> dict[str, JSON]:
    amount, claims = drafted.amount, len(drafted.debts)
    total = yen(sum(map(owed, drafted.debts)))
    lines = [
        line("財産", "Asset", asset_words(drafted.asset), soft=str(drafted.asset["number"])),
        line("差押の額", "Amount", "全部" if amount is None else yen(amount), soft=f"{claims}期分の滞納額 {total}"),
        line(
            "名義人",
            "Holder",
            f"{entry['holder_name']} {entry['holder_kana']}",
            soft=f"{short_day(entry['holder_birth'])} {entry['record']}",
        ),
    ]
    lines += [
        line(
            "住んでいた期間",
            "Lived there",
            one.address,
            soft=f"{short_day(one.first.isoformat())}から{short_day(one.until.isoformat()) if one.until else '現在'}",
        )
        for one in dict.fromkeys(address_days(entry["holder_address"], drafted.lived, home(context)))
    ]
    lines += _left_out(left)
    if entry["override"]:
        lines.append(line("保留を越えるわけ", "Why a hold is passed over", str(entry["override"])))
    return sheet("draft", "起案の内容", "The draft", lines)


def _left_out(left: Sequence[Mapping[str, Any]]) -> list[dict[str, JSON]]:
    """The instalments that this seizure does not take, in one line; none where it takes all."""
    if not left:
        return []
    out = "、".join(f"{one['levy_year']}年度{one['instalment_no']}期" for one in left)
    why = "督促が済んでいない、日が来ていない、又は選ばれていない"
    return [line("この差押に入らない期別", "Left out", out, soft=why)]
