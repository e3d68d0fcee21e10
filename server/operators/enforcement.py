"""What the procedures of enforcement share (滞納処分の共通部分): debts read from facts, words, frames of letters.

A debt is always read anew from the registers; no amount is carried from the draft to the signing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from server.domain.calendar import JAPAN
from server.domain.effects import JSON, JSONObject
from server.domain.enforcement_words import ASSET_KINDS
from server.domain.operating import Context
from server.domain.refusals import FieldError, InputInvalid, Refused, refused_again
from server.domain.seizure import Check, Debt
from server.domain.sheets import line, sheet
from server.domain.wareki import long_with_gregorian, to_wareki
from server.operators.letter_frame import sender

KINDS = ASSET_KINDS
_NO_PREMIUM = "国民健康保険法による徴収金(第65条の徴収金又は第44条の徴収猶予に係る一部負担金)"
HOLDS = {
    "DEFERRAL": "徴収猶予",
    "CONVERSION": "換価の猶予",
    "SUSPENSION": "執行停止",
    "DECEASED": "死亡・相続人調査中",
    "BANKRUPTCY": "破産手続中",
    "WELFARE": "生活保護",
    "RETURNED_MAIL": "返戻",
    "ADDRESS_PROTECTION": "支援措置",
    "REASSESSMENT": "減額更正予定",
    "PAYMENT_IN_TRANSIT": "入金確認待ち",
    "RELIEF_PENDING": "減免申請中",
    "PLEDGE": "分納履行中",
    "SEIZED": "差押中",
    "DISPUTE": "審査請求・争い",
}


def yen(amount: int) -> str:
    """1,200円."""
    return f"{amount:,}円"


def chosen_debts(facts: Sequence[Mapping[str, Any]], scope: str, keys: Iterable[str]) -> list[Mapping[str, Any]]:
    """The debts that are meant: all that are open, or those named. Raises `seizure_claim_unknown`."""
    if scope == "ALL":
        return [one for one in facts if owed(one)]
    by_key = {str(one["claim_key"]): one for one in facts}
    found = []
    for key in dict.fromkeys(str(key).strip() for key in keys):
        if key not in by_key:
            raise Refused("seizure_claim_unknown", at_field="claims", claim=key)
        found.append(by_key[key])
    return found


def owed(one: Mapping[str, Any]) -> int:
    """Yen open on an instalment, late charge and costs with it."""
    return int(one["principal"] + one["late"] + one["fee"] + one["cost"])


def as_debt(one: Mapping[str, Any]) -> Debt:
    """A fact as the rule reads it. Raises why a late charge cannot be told."""
    if one["late_why"] is not None:
        raise refused_again(one["late_why"])
    return Debt(
        claim_key=str(one["claim_key"]),
        due_on=date.fromisoformat(one["due_on"]),
        principal=int(one["principal"]),
        late=int(one["late"]),
        fee=int(one["fee"]),
        cost=int(one["cost"]),
        in_transit=int(one["in_transit"]),
        possible_from=None if one["seizure_from"] is None else date.fromisoformat(one["seizure_from"]),
        gone=bool(one["gone"]),
    )


def holds_on(holds: Iterable[Mapping[str, Any]], claim_keys: Iterable[str]) -> set[str]:
    """The kinds of holds that concern any of these instalments."""
    keys = set(claim_keys)
    return {str(hold["kind"]) for hold in holds if hold["claim_keys"] is None or keys & set(hold["claim_keys"])}


def refuse(checks: Iterable[Check], fields: Mapping[str, str], otherwise: str) -> None:
    """Refuses with every requirement that does not hold, each at the field it is about."""
    errors = [
        FieldError(fields.get(check.code, otherwise), check.code, said_of(check))
        for check in checks
        if not check.passed
    ]
    if errors:
        raise InputInvalid(errors)


def said_of(check: Check) -> dict[str, object]:
    hold = check.said.get("hold")
    return {**check.said, **({"hold": HOLDS.get(hold, hold)} if hold else {})}


def debt_sheet(debts: Sequence[Mapping[str, Any]]) -> dict[str, JSON]:
    """The debts as people see them beside a form."""
    total = sum(map(owed, debts))
    lines = [line("合計", "Total", yen(total), soft=f"うち延滞金 {yen(sum(int(one['late']) for one in debts))}")]
    for one in debts:
        label, label_en = f"{_era_year(int(one['levy_year']))} {one['instalment_no']}期", "no."
        if one.get("kind") == "ART65":
            label, label_en = f"徴収金 {one['notice_no']}", "art. 65"
        label_en = f"{one['levy_year']} {label_en} {one['instalment_no']}"
        lines.append(line(label, label_en, _open_yen(one), soft=_days(one)))
    return sheet("debts", "滞納額(今の台帳)", "Arrears now", lines)


def _open_yen(one: Mapping[str, Any]) -> str:
    """What is open of an instalment; what is nothing is not told."""
    if one["late_why"] is not None:
        return f"{yen(one['principal'])} 延滞金は計算できない({refused_again(one['late_why']).message_ja})"
    extra = (("延滞金", int(one["late"])), ("費用", int(one["fee"] + one["cost"])))
    said = [yen(one["principal"]), *(f"{name} {yen(amount)}" for name, amount in extra if amount)]
    return " ".join([*said, f"(速報 {yen(one['in_transit'])})"] if one["in_transit"] else said)


def _days(one: Mapping[str, Any]) -> str:
    """Number, due date, both days behind which may be seized (M2), limitation."""
    gone, until = one["gone"], one["prescribes_on"]
    clock = "時効完成" if gone else f"時効 {short_day(until)}" if until else "時効は進行しない"
    return f"納期限 {short_day(one['due_on'])} {_seizable(one)} {clock} 番号 {one['claim_key']}"


def _era_year(levy_year: int) -> str:
    return to_wareki(date(levy_year, 4, 1), "short").partition(".")[0]


def _seizable(one: Mapping[str, Any]) -> str:
    possible, days = one["seizure_from"], [one.get(name) for name in ("after_designated", "after_wait")]
    if not possible:
        return "督促なし" if one["designated_on"] is None else "督促状が届いていない"
    both = [str(day) for day in days if day]
    if len(both) < len(days) or max(both) != possible:  # a letter served anew has other days
        return f"差押可能 {short_day(possible)}から"
    first, second = map(short_day, both)
    return f"差押可能 {short_day(possible)}から(指定期限の翌日 {first}、10日の経過後 {second})"


def short_day(text: str) -> str:
    """R8.11.18 of an ISO day."""
    return to_wareki(date.fromisoformat(text), "short")


def hold_sheet(holds: Sequence[Mapping[str, Any]]) -> dict[str, JSON]:
    """The holds that stand."""
    lines = [
        line(
            HOLDS.get(one["kind"], one["kind"]),
            str(one["kind"]),
            str(one["reason"]),
            soft=f"{short_day(one['since'])}から",
        )
        for one in holds
    ]
    return sheet("holds", "処理保留", "Holds", lines or [line("なし", "None", "-")])


def _since(hold: Mapping[str, Any]) -> str:
    return f"{short_day(hold['since'])}から"


def asset_sheet(assets: Sequence[Mapping[str, Any]]) -> dict[str, JSON]:
    """The asset register."""
    lines = []
    for one in assets:
        kind = KINDS[one["kind"]]
        value = f"{one['third_party']} {one['detail']} {one['account_tail']}".strip()
        worth = "評価不明" if one["value"] is None else yen(one["value"])
        soft = f"{one['number']} {worth} {short_day(one['as_of'])}現在 出所 {one['source']}"
        soft += " 差押禁止" if one["exempt"] else ""
        soft += f" 終了 {short_day(one['ended_on'])}" if one["ended_on"] else ""
        lines.append(line(*kind, value, soft=soft))
    return sheet("assets", "財産台帳", "Assets", lines or [line("なし", "None", "-")])


def debtor_sheet(debtor: Mapping[str, Any]) -> dict[str, JSON]:
    """Who owes, with the addresses that he has had; of a protected debtor none is shown."""
    names = " / ".join(f"{one['name']}({one['kana']})" for one in debtor["names"])
    lines = [
        line("氏名(フリガナ)", "Names", names),
        line("生年月日", "Born", _birth(str(debtor["birth_date"]))),
    ]
    if debtor["protected"]:
        lines.append(line("住所の履歴", "Addresses", "支援措置中のため表示しない", value_en="Not shown (protected)"))
    else:
        stays: dict[tuple[str, str, str], list[str]] = {}
        for one in debtor["lived"]:
            until = short_day(one["until"]) if one["until"] else "現在"
            stays.setdefault((one["address"], one["first"], until), []).append(one["source"])
        for (address, first, until), sources in stays.items():
            soft = f"{short_day(first)}から{until} {'・'.join(sources)}"
            lines.append(line("住所", "Address", address, soft=soft))
    return sheet("debtor", "滞納者本人の記録", "The debtor's own records", lines)


def _birth(text: str) -> str:
    return text if "-00" in text else long_with_gregorian(date.fromisoformat(text))


def third_party_frame(
    keys: JSONObject, to: Mapping[str, Any], context: Context, *, officer: str | None = None, honorific: str = "御中"
) -> dict[str, JSON]:
    """The frame of a letter to somebody who is in no register of ours: bank, employer, court, namesake.

    `officer` names the 徴収職員 who issues it, else the mayor does.
    """
    from_us = sender(keys, context)
    if officer is not None:
        from_us["issuer"] = {"title": f"{context.values.text('city.name', context.today)}徴収職員", "name": officer}
    addressee = {
        "name": to["name"],
        "honorific": honorific,
        "postal": to["postal_code"],
        "address_lines": [to["address"]],
    }
    return {"addressee": addressee, **from_us}


def by_officer(framed: dict[str, JSON], officer: str, context: Context) -> dict[str, JSON]:
    """A frame issued by the 徴収職員 instead of the mayor (調書は徴収職員が作る, art. 54)."""
    name = context.values.text("city.name", context.today)
    return {**framed, "issuer": {"title": f"{name}徴収職員", "name": officer}}


def appeal(context: Context) -> dict[str, JSON]:
    """The body of appeal (教示); a letter without one cannot be made. Raises `appeal_body_missing`."""
    body, address = (context.values.text(f"city.appeal_{name}", context.today) for name in ("body", "address"))
    if not body.strip() or not address.strip():
        raise Refused("appeal_body_missing")
    return {"appeal_body": body, "appeal_address": address}


def debt_lines(debts: Sequence[Mapping[str, Any]]) -> list[JSON]:
    """The debts as letters print them."""
    return [
        {
            "levy_year": one["levy_year"],
            "instalment": one["instalment_no"],
            "due_on": one["due_on"],
            "principal": one["principal"],
            "late": one["late"],
            "cost": one["fee"] + one["cost"],
        }
        for one in debts
    ]


def art65_words(debts: Sequence[Mapping[str, Any]]) -> str | None:
    """Which of a letter's debts are no premium but collected as one; None where all are premium."""
    found = [f"調定番号{one['notice_no']}({one['instalment_no']}の行)" for one in debts if one.get("art65")]
    return f"{'、'.join(found)}は、保険料ではなく{_NO_PREMIUM}です。" if found else None


def total_of(debts: Sequence[Mapping[str, Any]]) -> int:
    """Yen of all debts of a letter."""
    return sum(int(one["principal"] + one["late"] + one["fee"] + one["cost"]) for one in debts)


def debtor_words(debtor: Mapping[str, Any], address: str) -> dict[str, JSON]:
    """Name, reading, birth date and one address of the debtor, as a third party needs them; never a My Number."""
    return {
        "debtor_name": debtor["name"],
        "debtor_kana": debtor["name_kana"],
        "debtor_birth": debtor["birth_date"],
        "debtor_address": address,
    }


def japan_day(instant: str) -> str:
    """The civil day of an instant, ISO."""
    return datetime.fromisoformat(instant).astimezone(JAPAN).date().isoformat()


def japan_clock(instant: str) -> str:
    """The clock of an instant in Japan: 10時42分."""
    at = datetime.fromisoformat(instant).astimezone(JAPAN)
    return f"{at.hour}時{at.minute:02d}分"
