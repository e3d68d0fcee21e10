"""The moment of signing (差押の執行): every requirement asked again, the debts of this second.

The notice to the third debtor is asked for here, the debtor's copy never: the seizure has no time of service yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.seizure import CLAIMS, LIMITED, Kind, Officer, address_days
from server.operators.enforcement import KINDS, owed, refuse, yen
from server.operators.registry import operator
from server.operators.seizure.drafting import FIELDS, Drafted, draft_needs, holder_of, home, look, pay_json


@dataclass(frozen=True, slots=True)
class SignInputs:
    """The receipt, the draft as it was checked and decided, and the signature."""

    start: Any
    entry: Any
    signature: Any


@dataclass(frozen=True, slots=True)
class SignOutputs:
    """The seizure made: its number, kind of asset, yen seized (None for a thing) and of the debts."""

    seizure_id: str
    number: str
    kind: str
    amount: int | None
    total: int


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield from draft_needs(inputs.start, inputs.entry)


@operator("seizure/execute", inputs=SignInputs, outputs=SignOutputs, needs=_needed)
def execute(inputs: SignInputs, context: Context) -> Done:
    """Seizes for what is owed at this second; whatever changed since the draft so that it may not be seized, refuses.

    National Tax Collection Act arts. 47, 54, 62, 68; the seizing officer (徴収職員) makes and signs the record.
    """
    signed = inputs.signature
    until = None if signed["card_until"] is None else date.fromisoformat(signed["card_until"])
    drafted = look(inputs.start, inputs.entry, context, Officer(signed["duty_card"] or "", until))
    refuse(drafted.checks, FIELDS, "result")
    key, case = str(inputs.start["household_key"]), context.case
    total = sum(map(owed, drafted.debts))
    payload: dict[str, JSON] = {
        "seizure_id": case["id"],
        "number": case["number"],
        "case_id": case["id"],
        "household_key": key,
        "person_key": _debtor(context, key),
        "asset_id": drafted.asset["asset_id"],
        "amount": drafted.amount,
        "details": _details(inputs, drafted, context),
        "signed_on": context.today.isoformat(),
        "debts": [_debt(one) for one in drafted.debts],
    }
    outputs = SignOutputs(
        seizure_id=str(case["id"]),
        number=str(case["number"]),
        kind=str(drafted.asset["kind"]),
        amount=drafted.amount,
        total=total,
    )
    change = RegisterChange("sign_seizure", f"{case['id']}/sign", payload)
    return Done(outputs, (change, _decision(drafted, total), *_letters(drafted, key, context)))


def _debtor(context: Context, key: str) -> str:
    debtor: Any = context.facts.get_fact("debtor", key)
    return str(debtor["person_key"])


def _debt(one: Any) -> dict[str, JSON]:
    return {name: one[name] for name in ("claim_key", "principal", "late", "fee", "cost")}


def _details(inputs: SignInputs, drafted: Drafted, context: Context) -> dict[str, JSON]:
    """What was looked at when it was signed: for the letters, and for whoever asks why."""
    entry, signed = inputs.entry, inputs.signature
    holder = holder_of(entry)
    stays = address_days(holder.address, drafted.lived, home(context))
    debtor: Any = context.facts.get_fact("debtor", str(inputs.start["household_key"]))
    return {
        "holder": {"name": holder.name, "kana": holder.kana, "birth": holder.birth, "address": holder.address},
        "debtor_kana": debtor["name_kana"],
        "debtor_name": debtor["name"],
        "debtor_birth": debtor["birth_date"],
        "lived": [{"first": one.first.isoformat(), "until": str(one.until or "")} for one in stays],
        "record": entry["record"],
        "pay": None if drafted.limit is None or Kind(drafted.asset["kind"]) not in LIMITED else pay_json(drafted.limit),
        "duty_card": signed["duty_card"],
        "place": signed["place"],
        "override": entry["override"] or "",
        "right_holders": entry.get("right_holders") or [],
    }


def _decision(drafted: Drafted, total: int) -> Decision:
    kind = KINDS[drafted.asset["kind"]][0]
    summary = f"差押 {kind} {drafted.asset['third_party']} 滞納額 {yen(total)}"
    return Decision("seizure", "seized", "decide", "9-1 差押(課長)", "none", summary, {})


def _letters(drafted: Drafted, key: str, context: Context) -> Iterator[Effect]:
    """What goes first: to the third debtor, or for real estate to the debtor, whose service makes it effective."""
    kind, case = Kind(drafted.asset["kind"]), context.case
    keys: dict[str, JSON] = {"seizure_id": case["id"], "case_number": case["number"]}
    person = _debtor(context, key)
    if kind in LIMITED:
        yield LetterRequest("seizure/pay_notice", key, person, keys, "TRACKED")
    elif kind in CLAIMS:
        yield LetterRequest("seizure/claim_notice", key, person, keys, "TRACKED")
    elif kind is Kind.REAL_ESTATE:
        yield LetterRequest("seizure/real_estate", key, person, keys, "TRACKED")
        yield LetterRequest("seizure/entrustment", key, person, {**keys, "cancel": False}, "TRACKED")
