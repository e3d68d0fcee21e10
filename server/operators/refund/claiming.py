"""The claim looked at (還付請求の確認): in time, the amount as told, the account the payee's own, typed twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refund.payee import KINDS, OTHERS, Way, is_payee, refuse_account
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import day, yen
from server.operators.refund.heirs import ESTATE, last_day
from server.operators.refund.lots import claimed_sum, heir_of, interest_sheets, lots_of, totals, with_interest
from server.operators.registry import operator

REFUSE, BACK = "REFUSE", "BACK"
CLAIMED = (Way.ACCOUNT, Way.PUBLIC, Way.HEIR, Way.OWN_SHARE)
"""The ways in which a claim form with a printed amount came."""

WAYS: Mapping[Way, tuple[str, str]] = {
    Way.ACCOUNT: ("請求書の口座", "The account on the claim form"),
    Way.PUBLIC: ("公金受取口座", "Account registered for public money"),
    Way.MANDATE: ("口座振替の口座", "The account of the mandate"),
    Way.HEIR: ("相続人代表者", "The heirs' representative"),
    Way.OWN_SHARE: ("相続人本人(分割した分)", "An heir's own part"),
    Way.CREDITOR: ("還付金を差し押さえた債権者", "A creditor who seized the refund"),
    Way.PENSION_PAYER: ("年金保険者", "The pension payer"),
}


@dataclass(frozen=True, slots=True)
class JudgeInputs:
    """The case's beginning, the refund, and the claim as it was entered."""

    start: Any
    opened: Any
    entry: Any


@dataclass(frozen=True, slots=True)
class JudgeOutputs:
    """`kind` PAY, AGAIN (a returned transfer anew) or REFUSE; the payee with his account; yen; `in_time`; `sheets`."""

    kind: str
    payee: dict[str, JSON]
    yen: int
    interest: int
    large: bool
    in_time: bool
    sheets: list[dict[str, JSON]]


def _needs(inputs: Any) -> Iterator[FactKey]:
    key = str(inputs.start["household_key"])
    for kind in ("household", "overpaid", "debit_mandate", "protected", *ESTATE):
        yield FactKey(kind, key)
    yield FactKey("refund", str(inputs.opened["refund_key"]))
    yield FactKey("person", str(inputs.start["payer_key"]))


@operator("refund/judge", inputs=JudgeInputs, outputs=JudgeOutputs, needs=_needs)
def judge(inputs: JudgeInputs, context: Context) -> Done:
    """Raises beside its field: `refund_lapsed`, `refund_amount_changed`, `refund_holder_differs`, `refund_way_wrong`,
    `refund_refused_in_time`, and the faults of an account.
    """
    entry = inputs.entry
    refund: Any = context.facts.get_fact("refund", str(inputs.opened["refund_key"]))
    lots = lots_of(context, inputs.start)
    again = refund["state"] == "RETURNED"
    if entry["result"] == REFUSE:
        _refuse(entry, last_day(inputs.start, refund, context), again=again)
        return Done(JudgeOutputs(REFUSE, {}, int(refund["yen"]), 0, False, False, [_refusal_sheet(entry)]))
    lapses = last_day(inputs.start, refund, context)
    way = Way(entry["way"])
    came = date.fromisoformat(entry["came_on"]) if entry.get("came_on") else context.today
    if not again and way is not Way.PENSION_PAYER and came > lapses:
        raise Refused("refund_lapsed", at_field="came_on", day=lapses.isoformat())
    lines = [] if again else with_interest(lots, context.today, context)
    refunded, interest = (refund["yen"], refund["interest"]) if again else totals(lines)
    if way in CLAIMED and int(entry["amount"]) != claimed_sum(refunded, interest):
        raise Refused("refund_amount_changed", at_field="amount", yen=claimed_sum(refunded, interest))
    payee = _payee(inputs, way, context)
    large = refunded + interest >= context.values.integer("refund.large_amount", context.today)
    sheets = [_payee_sheet(payee, way, refunded, interest, came), *interest_sheets(lines)]
    kind = "AGAIN" if again else "PAY"
    return Done(JudgeOutputs(kind, payee, refunded, interest, large, True, sheets))


def _refuse(entry: Any, lapses: date, *, again: bool) -> None:
    """A refund that was decided is paid; one that was claimed in time is not refused for lapse."""
    came = str(entry["came_on"])
    if again or (entry["ground"] == "LAPSED" and came <= lapses.isoformat()):
        raise Refused("refund_refused_in_time", at_field="ground", day=lapses.isoformat())


def _payee(inputs: JudgeInputs, way: Way, context: Context) -> dict[str, JSON]:
    entry, person = inputs.entry, _payer(inputs, context)
    if way is Way.MANDATE and heir_of(inputs.start) is None:
        return _by_mandate(inputs, person, context)
    heir = heir_of(inputs.start)
    wrong = (way is Way.PENSION_PAYER) is not bool(inputs.start.get("pension_payer"))
    if wrong or (way is Way.OWN_SHARE) is not (heir is not None):
        raise Refused("refund_way_wrong", at_field="way")
    account = [str(entry[name] or "") for name in ("institution", "branch", "account_kind", "holder_kana")]
    refuse_account(*account)
    own = way not in OTHERS
    if heir is not None:
        person = {"name": heir["name"], "name_kana": str(entry["payee_kana"]), "person_key": None}
    name = str(person["name"]) if own and person else str(entry.get("payee_name") or "")
    same = own and person is not None and is_payee(account[3], str(person["name_kana"]))
    if own and not same and not entry.get("mandate_seen"):
        raise Refused("refund_holder_differs", at_field="holder_kana")
    return {
        "way": str(way),
        "payee_name": name,
        "person_key": person["person_key"] if own and person else None,
        "institution": account[0],
        "branch": account[1],
        "account_kind": account[2],
        "holder_kana": account[3],
        "account": str(entry["account_number"]),
        "account_token": str(entry["accounts"]["account_number"]),
        "other_holder": own and not same,
    }


def _payer(inputs: JudgeInputs, context: Context) -> Any:
    return context.facts.get_fact("person", str(inputs.start["payer_key"]))


def _by_mandate(inputs: JudgeInputs, person: Any, context: Context) -> dict[str, JSON]:
    """The standing mandate's account; its number comes out of its seal when the transfer is ordered."""
    key = str(inputs.start["household_key"])
    mandate: Any = context.facts.get_fact("debit_mandate", key)
    if mandate is None or mandate["status"] != "ACCEPTED" or context.facts.get_fact("protected", key):
        raise Refused("refund_way_wrong", at_field="way")
    if not context.values.flag("refund.to_mandate", context.today):
        raise Refused("refund_way_wrong", at_field="way")
    return {
        "way": str(Way.MANDATE),
        "payee_name": str(person["name"]) if person else "",
        "person_key": person["person_key"] if person else None,
        "institution": mandate["institution"],
        "branch": mandate["branch"],
        "account_kind": mandate["account_kind"],
        "holder_kana": "",
        "account": f"****{mandate['account_tail']}",
        "account_token": "",
        "other_holder": False,
    }


def _payee_sheet(payee: Mapping[str, Any], way: Way, refunded: int, interest: int, came: date) -> dict[str, JSON]:
    kind = KINDS.get(str(payee["account_kind"]), "")
    held = "名義が請求者と違う(委任状を確かめた)" if payee["other_holder"] else str(payee["holder_kana"])
    rows = [
        line("受取人", "Payee", str(payee["payee_name"]), soft=WAYS[way][0]),
        line("口座", "Account", f"{payee['institution']}-{payee['branch']} {kind} {payee['account']}", soft=held),
        line("還付する額", "Refund", yen(refunded), value_en=f"{refunded:,} yen"),
        line("加算金", "Interest as of today", yen(interest), soft="今日の時点。支出を決める日で確定する"),
        line("請求を受けた日", "Claimed on", day(came.isoformat()), value_en=came.isoformat()),
    ]
    return sheet("payee", "受取人と額", "Payee and amount", rows)


def _refusal_sheet(entry: Any) -> dict[str, JSON]:
    words = {"LAPSED": "還付請求権が時効で消滅した", "NOT_ENTITLED": "請求できる人でない", "OTHER": "その他"}
    rows = [
        line("還付しない理由", "Why not", words[str(entry["ground"])], soft=str(entry["reason"])),
        line("根拠の条文", "Provision", str(entry["provision"])),
    ]
    return sheet("payee", "還付しない決定の案", "Refusal", rows)


@dataclass(frozen=True, slots=True)
class VerifyInputs:
    """The claim and the second person's answers."""

    entry: Any
    judged: Any
    check: Any


@dataclass(frozen=True, slots=True)
class Nothing:
    """No outputs."""


def _typed(inputs: Any) -> bool:
    return inputs.check["result"] == "agree" and bool(inputs.judged["payee"].get("account_token"))


def _verify_needs(inputs: Any) -> Iterator[FactKey]:
    if _typed(inputs) and (inputs.check.get("accounts") or {}).get("account_number_again"):
        yield FactKey("same_account", _pair(inputs))


def _pair(inputs: Any) -> str:
    return f"{inputs.judged['payee']['account_token']}/{inputs.check['accounts']['account_number_again']}"


@operator("refund/verify", inputs=VerifyInputs, outputs=Nothing, needs=_verify_needs)
def verify(inputs: VerifyInputs, context: Context) -> Done:
    """What two people typed from the claim is compared under its seals; nothing is opened.

    Raises `account_number_twice` beside the field, and `refund_account_again` where it was left empty.
    """
    if not _typed(inputs):
        return Done(Nothing())
    if not (inputs.check.get("accounts") or {}).get("account_number_again"):
        raise Refused("refund_account_again", at_field="account_number_again")
    if not context.facts.get_fact("same_account", _pair(inputs)):
        raise Refused("account_number_twice", at_field="account_number_again")
    return Done(Nothing())
