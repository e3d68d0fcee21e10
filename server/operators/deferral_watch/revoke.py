"""The revocation of a deferral after a hearing (猶予の取消し, LT-C19): from today everything runs again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from server.domain.effects import Decision, Effect, LetterRequest
from server.domain.operating import Context, Done
from server.operators.deferral.words import KINDS
from server.operators.deferral_watch.watching import deferral_of, end_effects, needs
from server.operators.registry import operator

GROUNDS = {
    "PLAN": "納付計画のとおりに納付されなかった",
    "ARREARS": "新たに納付すべき保険料が滞納となった",
    "FALSE": "申請の内容が事実と違っていた",
    "IMPROVED": "財産の状況その他の事情が変わり、猶予を続ける必要がなくなった",
}


@dataclass(frozen=True, slots=True)
class RevokeInputs:
    """`heard`: the hearing as recorded."""

    deferral_key: str
    household_key: str
    heard: Any


@dataclass(frozen=True, slots=True)
class RevokeOutputs:
    """`reason` that the letter gives."""

    reason: str


@operator("deferral_watch/revoke", inputs=RevokeInputs, outputs=RevokeOutputs, needs=needs)
def revoke(inputs: RevokeInputs, context: Context) -> Done:
    """The last day of the deferral is yesterday; reasons and the appeal stand in the letter."""
    one, heard = deferral_of(inputs, context), inputs.heard
    reason = f"{GROUNDS[heard['ground']]}。{heard['finding']}"
    yesterday = context.today - timedelta(days=1)
    effects: list[Effect] = [*end_effects(one, inputs, context, "CANCELLED", GROUNDS[heard["ground"]], yesterday)]
    keys = {
        "case_number": context.case["number"],
        "kind": one["kind"],
        "first_on": one["first_on"],
        "last_on": one["last_on"],
        "revoked_on": context.today.isoformat(),
        "heard_on": heard["heard_on"],
        "reason": reason,
    }
    letter = LetterRequest("deferral_watch/revoked", inputs.household_key, None, keys, "TRACKED")
    summary = f"{KINDS[one['kind']][0]}の取消し {GROUNDS[heard['ground']]}"
    basis = {"deferral_key": inputs.deferral_key, "heard": dict(heard)}
    decision = Decision("deferral_watch", "decided", "decide", "8-8 猶予の取消し", "none", summary, basis)
    effects += [letter, decision]
    return Done(RevokeOutputs(reason), tuple(effects))
