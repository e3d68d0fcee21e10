"""The application looked at (届の確認): complete or sent back, the account typed twice compared under its seals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.direct_debit import KINDS, institutions, refuse_account
from server.domain.effects import JSON, LetterRequest
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.registry import operator

_AT_ONCE = ("TERMINAL", "EAUTH")
_BANK_SAYS = {
    "SEAL": "金融機関から、届出印が違うとの回答がありました。",
    "HOLDER": "金融機関から、口座名義が違うとの回答がありました。",
    "NO_ACCOUNT": "金融機関から、口座がないとの回答がありました。",
    "OTHER": "金融機関から、受け付けられないとの回答がありました。",
}
_NO_PROOF = "届出印も、電子認証も、カード端末での確認もありません。"


@dataclass(frozen=True, slots=True)
class PrecheckInputs:
    """The entry with its masked account, the household, and whether it is an application or a change."""

    entry: Any
    household_key: str
    request: str


@dataclass(frozen=True, slots=True)
class PrecheckOutputs:
    """`complete`, else the `reason` for which the form goes back; `changed`: another account stood before."""

    complete: bool
    reason: str
    changed: bool
    sheets: list[dict[str, JSON]]


def _precheck_needs(inputs: PrecheckInputs) -> Iterator[FactKey]:
    yield FactKey("debit_mandate", inputs.household_key)


@operator("direct_debit/precheck", inputs=PrecheckInputs, outputs=PrecheckOutputs, needs=_precheck_needs)
def precheck(inputs: PrecheckInputs, context: Context) -> Done:
    """Looks at institution, branch, kind, holder, proof; the first fault is the reason the form goes back with."""
    entry = inputs.entry
    mandate = context.facts.get_fact("debit_mandate", inputs.household_key)
    reason = _fault(entry, context)
    changed = mandate is not None and mandate["status"] == "ACCEPTED"
    return Done(PrecheckOutputs(not reason, reason, changed, [_account_sheet(entry, context)]))


def _fault(entry: Any, context: Context) -> str:
    if entry["fault"]:
        return str(entry["fault"])
    if entry["proof"] == "NONE":
        return _NO_PROOF
    account = (entry["institution"], entry["branch"], entry["account_kind"], entry["holder_kana"])
    try:
        refuse_account(*account, "", context.today, context.values)
    except Refused as refusal:
        return refusal.message_ja
    return ""


def _account_sheet(entry: Any, context: Context) -> dict[str, JSON]:
    code = str(entry["institution"])
    name = institutions(context.today, context.values).get(code, "")
    lines = [
        line("金融機関", "Institution", f"{code} {name}".strip()),
        line("支店", "Branch", str(entry["branch"])),
        line("預金種目", "Kind", KINDS.get(str(entry["account_kind"]), "—")),
        line("口座番号", "Account", str(entry["account_number"])),
        line("口座名義", "Holder", str(entry["holder_kana"])),
    ]
    return sheet("account", "届け出られた口座", "Account applied for", lines)


@dataclass(frozen=True, slots=True)
class VerifyInputs:
    """The entry and the second person's answers, each with the token of the number typed."""

    entry: Any
    check: Any


@dataclass(frozen=True, slots=True)
class VerifyOutputs:
    """`at_once`: the holder proved himself, so that no bank is asked."""

    at_once: bool


def _pair(inputs: VerifyInputs) -> str:
    first, second = inputs.entry["accounts"]["account_number"], inputs.check["accounts"]["account_number_again"]
    return f"{first}/{second}"


def _verify_needs(inputs: VerifyInputs) -> Iterator[FactKey]:
    yield FactKey("same_account", _pair(inputs))


@operator("direct_debit/verify", inputs=VerifyInputs, outputs=VerifyOutputs, needs=_verify_needs)
def verify(inputs: VerifyInputs, context: Context) -> Done:
    """Compares what two people typed, without opening either. Raises `account_number_twice` beside the field."""
    if not context.facts.get_fact("same_account", _pair(inputs)):
        raise Refused("account_number_twice", at_field="account_number_again")
    return Done(VerifyOutputs(inputs.entry["proof"] in _AT_ONCE))


@dataclass(frozen=True, slots=True)
class SendBackInputs:
    """The reason of the precheck where it was not complete, else the bank's answer."""

    reason: str
    complete: bool
    answer: Any
    received_on: str
    household_key: str


@dataclass(frozen=True, slots=True)
class SendBackOutputs:
    """`reason` as the letter gives it, `due_on` the last day for handing it in again."""

    reason: str
    due_on: str


@operator("direct_debit/send_back", inputs=SendBackInputs, outputs=SendBackOutputs)
def send_back(inputs: SendBackInputs, context: Context) -> Done:
    """Requests LT-C03 with the reason; meanwhile the household keeps paying by slip."""
    reason = _BANK_SAYS[str(inputs.answer["reason"])] if inputs.complete else inputs.reason
    wait = context.values.period("debit_return_wait", context.today)
    due = period_end(context.today, wait, Calendar(context.values)).isoformat()
    keys = {"household_key": inputs.household_key, "reason": reason, "received_on": inputs.received_on, "due_on": due}
    letter = LetterRequest("direct_debit/returned", inputs.household_key, None, keys)
    return Done(SendBackOutputs(reason, due), (letter,))
