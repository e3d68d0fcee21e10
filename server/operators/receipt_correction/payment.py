"""不明入金・期別の訂正: a payment that names nobody, or stands on the wrong instalment, gets to where it belongs.

It moves by being taken back and posted again with its own day of payment (領収日), after a second person has agreed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.collection_number import account_key, claim_key
from server.domain.effects import JSON, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.domain.wareki import long_with_gregorian
from server.operators.registry import operator

_CHANNELS = {
    "BANK_SLIP": ("納付書(金融機関窓口)", "Slip at a bank"),
    "DIRECT_DEBIT": ("口座振替", "Direct debit"),
    "CVS": ("コンビニエンスストア", "Store"),
    "APP": ("スマートフォン決済", "Telephone app"),
    "COUNTER": ("職員収納", "Counter"),
    "PENSION": ("特別徴収", "Withheld from a pension"),
}


@dataclass(frozen=True, slots=True)
class LookUpInputs:
    """`receipt_id` of the payment that the case is about."""

    receipt_id: str


@dataclass(frozen=True, slots=True)
class LookUpOutputs:
    """`suspense` yen of it that belong to nobody yet, `claims` it stands on; `sheets` for the people."""

    suspense: int
    claims: list[str]
    sheets: list[dict[str, JSON]]


def _payment_needed(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("payment", inputs.receipt_id)


@operator("receipt_correction/look_up", inputs=LookUpInputs, outputs=LookUpOutputs, needs=_payment_needed)
def look_up(inputs: LookUpInputs, context: Context) -> Done:
    """Finds the payment and where it stands. Raises `receipt_unknown` for what is no payment of ours, or no money."""
    found = _payment(context, inputs.receipt_id)
    claims = [str(one["claim_key"]) for one in found["standing"]]
    return Done(LookUpOutputs(found["suspense"], claims, [_payment_sheet(found)]))


def _payment(context: Context, receipt_id: str) -> Mapping[str, Any]:
    found: Any = context.facts.get_fact("payment", receipt_id)
    if found is None or not found["final"]:
        raise Refused("receipt_unknown", at_field="receipt_id")
    return dict(found)


def _payment_sheet(found: Mapping[str, Any]) -> dict[str, JSON]:
    ja, en = _CHANNELS.get(str(found["channel"]), (str(found["channel"]), str(found["channel"])))
    paid = date.fromisoformat(found["paid_on"])
    lines = [
        line("領収日", "Paid on", long_with_gregorian(paid), value_en=paid.isoformat()),
        line("金額", "Amount", f"{found['amount']:,}円", value_en=f"{found['amount']:,} yen"),
        line("入金の方法", "Channel", ja, value_en=en),
        line("収納番号", "Collection number", str(found["collection_no"])),
        line("入金の番号", "Its own number", str(found["reference"])),
    ]
    if found["suspense"]:
        lines.append(line("仮受", "In suspense", f"{found['suspense']:,}円", value_en=f"{found['suspense']:,} yen"))
    lines += [
        line("いまの期別", "Stands on", str(one["claim_key"]), soft=f"{one['yen']:,}円") for one in found["standing"]
    ]
    return sheet("payment", "この入金", "This payment", lines)


@dataclass(frozen=True, slots=True)
class TargetInputs:
    """The payment and what was proposed for it."""

    receipt_id: str
    proposal: Any


@dataclass(frozen=True, slots=True)
class TargetOutputs:
    """`claim_key` of the instalment it shall stand on; None where it leaves for another account."""

    claim_key: str | None
    sheets: list[dict[str, JSON]]


def _target_needed(inputs: TargetInputs) -> Iterator[FactKey]:
    yield FactKey("payment", inputs.receipt_id)
    target = _target(inputs.proposal)
    if target is not None:
        yield FactKey("claim", target)


def _target(proposal: Mapping[str, Any]) -> str | None:
    if proposal.get("result") != "move":
        return None
    account = account_key(int(proposal["levy_year"]), str(proposal["notice_no"]))
    return claim_key(account, int(proposal["instalment_no"]))


@operator("receipt_correction/check_target", inputs=TargetInputs, outputs=TargetOutputs, needs=_target_needed)
def check_target(inputs: TargetInputs, context: Context) -> Done:
    """Checks that the instalment exists and is another one, or that money for another account is in suspense.

    Raises `levy_claim_unknown`, `receipt_same_target`, `receipt_nothing_to_move`.
    """
    found = _payment(context, inputs.receipt_id)
    target = _target(inputs.proposal)
    if target is None:
        if not found["suspense"]:
            raise Refused("receipt_nothing_to_move", at_field="result")
        other = line("渡す会計", "Other account", str(inputs.proposal["account"]))
        return Done(TargetOutputs(None, [sheet("target", "提案", "Proposal", [other, _why(inputs.proposal)])]))
    claim: Any = context.facts.get_fact("claim", target)
    if claim is None:
        raise Refused("levy_claim_unknown", at_field="notice_no", claim=target)
    if not found["suspense"] and [one["claim_key"] for one in found["standing"]] == [target]:
        raise Refused("receipt_same_target", at_field="instalment_no")
    return Done(TargetOutputs(target, [_claim_sheet(claim, inputs.proposal)]))


def _why(proposal: Mapping[str, Any]) -> dict[str, JSON]:
    return line("分かったこと", "Found", str(proposal["reason"]))


def _claim_sheet(claim: Mapping[str, Any], proposal: Mapping[str, Any]) -> dict[str, JSON]:
    due = date.fromisoformat(claim["due_on"])
    lines = [
        line("期別", "Instalment", str(claim["claim_key"])),
        line("世帯番号", "Household", str(claim["household_key"])),
        line("納期限", "Due on", long_with_gregorian(due), value_en=due.isoformat()),
        line("賦課額", "Levied", f"{claim['levied']:,}円", value_en=f"{claim['levied']:,} yen"),
        line("未納", "Open", f"{claim['open']:,}円", value_en=f"{claim['open']:,} yen"),
        _why(proposal),
    ]
    return sheet("target", "移す先の期別", "The instalment it moves to", lines)


@dataclass(frozen=True, slots=True)
class MoveInputs:
    """The payment, the instalment, and why."""

    receipt_id: str
    claim_key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """No outputs."""


@operator("receipt_correction/move", inputs=MoveInputs, outputs=Nothing)
def move(inputs: MoveInputs, context: Context) -> Done:
    """Moves all of the payment to the instalment with its own day of payment; whoever agreed is the second person."""
    payload = {"receipt_id": inputs.receipt_id, "claim_key": inputs.claim_key, "reason": inputs.reason}
    return Done(Nothing(), (RegisterChange("move_receipt", f"{context.case['id']}/move", payload),))


@dataclass(frozen=True, slots=True)
class HandOverInputs:
    """The payment, the account of the city it belongs to, and why."""

    receipt_id: str
    account: str
    reason: str


@operator("receipt_correction/hand_over", inputs=HandOverInputs, outputs=Nothing)
def hand_over(inputs: HandOverInputs, context: Context) -> Done:
    """Hands what is in suspense of the payment to another account of the city (他会計への振替)."""
    payload = {"receipt_id": inputs.receipt_id, "reason": f"{inputs.account} {inputs.reason}"}
    return Done(Nothing(), (RegisterChange("hand_over_receipt", f"{context.case['id']}/hand_over", payload),))
