"""The decision on a refund carried out (支出決定): interest fixed, posted, a transfer ordered; or refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.overpayment.words import NO_INTEREST
from server.operators.refund.claiming import REFUSE
from server.operators.refund.heirs import ESTATE, parted
from server.operators.refund.lots import heir_of, interest_only, interest_sheets, lots_of, totals, with_interest
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class OrderInputs:
    """The case's beginning, the refund, the claim, what was judged, and the row of 専決区分."""

    start: Any
    opened: Any
    entry: Any
    judged: Any
    rule: str


@dataclass(frozen=True, slots=True)
class OrderOutputs:
    """`state` ORDERED or REFUSED; yen and interest as they were decided; `sheets`."""

    state: str
    yen: int
    interest: int
    sheets: list[dict[str, JSON]]


def _needs(inputs: Any) -> Iterator[FactKey]:
    key = str(inputs.start["household_key"])
    yield FactKey("household", key)
    yield FactKey("overpaid", key)
    yield FactKey("refund", str(inputs.opened["refund_key"]))


@operator("refund/order", inputs=OrderInputs, outputs=OrderOutputs, needs=_needs)
def order(inputs: OrderInputs, context: Context) -> Done:
    """Interest ends on the day of this decision, counted. The act in the ledger raises `overpayment_moved`,
    `refund_moved`, `refund_twice`, `refund_lapsed`.
    """
    if inputs.judged["kind"] == REFUSE:
        return _refused(inputs, context)
    refund: Any = context.facts.get_fact("refund", str(inputs.opened["refund_key"]))
    lots = lots_of(context, inputs.start)
    again = refund["state"] == "RETURNED"
    lines = [] if again else with_interest(lots, context.today, context)
    refunded, interest = (int(refund["yen"]), int(refund["interest"])) if again else totals(lines)
    names = "payee_name person_key institution branch account_kind holder_kana account_token way".split()
    payee: dict[str, JSON] = {name: inputs.judged["payee"][name] for name in names}
    payees = [payee | {"payee_no": 1, "yen": refunded + interest}]
    payload = {
        "refund_key": refund["refund_key"],
        "lines": lines,
        "yen": refunded,
        "interest": interest,
        "payees": payees,
        "in_time": inputs.judged["in_time"],
        "interest_only": interest_only(inputs.start),
    }
    source = f"{refund['refund_key']}/order/{len(refund['payments'])}"
    effects: list[Effect] = [
        RegisterChange("order_refund", source, payload),
        _decision(inputs, lines, refunded, interest),
    ]
    if inputs.entry.get("interest_asked") and not interest and not again:
        effects.append(_no_interest(inputs, lines, context))
    return Done(OrderOutputs("ORDERED", refunded, interest, interest_sheets(lines)), tuple(effects))


def _decision(inputs: OrderInputs, lines: Any, refunded: int, interest: int) -> Decision:
    return Decision(
        kind="refund",
        result="ordered",
        task="decide",
        authority=inputs.rule,
        confirm="none",
        summary=f"還付 {refunded:,}円 加算金 {interest:,}円",
        basis={"lines": lines, "payee": inputs.judged["payee"]["payee_name"], "way": inputs.judged["payee"]["way"]},
    )


def _no_interest(inputs: OrderInputs, lines: Any, context: Context) -> LetterRequest:
    """LT-C39 to who asked for interest and gets none."""
    why = next((NO_INTEREST[one["trace"]["none_because"]][0] for one in lines if one["trace"]["none_because"]), "")
    reason = f"加算金は、{why or '加算する期間がない'}のため、支給しません。"
    return _letter(inputs, "INTEREST", reason, "地方税法17条の4・20条の4の2", context)


def _refused(inputs: OrderInputs, context: Context) -> Done:
    entry, key = inputs.entry, str(inputs.opened["refund_key"])
    ended = RegisterChange("end_refund", f"{key}/end", {"refund_key": key, "state": "REFUSED"})
    decision = Decision(
        kind="refund",
        result="refused",
        task="decide",
        authority=inputs.rule,
        confirm="none",
        summary=f"還付しない決定 {inputs.judged['yen']:,}円",
        basis={name: entry[name] for name in ("ground", "reason", "provision")},
    )
    told = _letter(inputs, "REFUND", str(entry["reason"]), str(entry["provision"]), context)
    return Done(OrderOutputs("REFUSED", int(inputs.judged["yen"]), 0, []), (ended, decision, told))


def _letter(inputs: OrderInputs, what: str, reason: str, provision: str, context: Context) -> LetterRequest:
    start: Mapping[str, Any] = inputs.start
    keys = {
        "case_number": context.case["number"],
        "person_key": start["payer_key"],
        "what": what,
        "yen": inputs.judged["yen"],
        "reason": reason,
        "provision": provision,
        "heir": heir_of(inputs.start),
    }
    return LetterRequest("refund/refused", str(start["household_key"]), str(start["payer_key"]) or None, keys)


@dataclass(frozen=True, slots=True)
class GiveBackInputs:
    """The case's beginning, the refund, and what the clerk chose."""

    start: Any
    opened: Any
    entry: Any


@dataclass(frozen=True, slots=True)
class GiveBackOutputs:
    """`state` BACK, or PARTED among so many `heirs`."""

    state: str
    heirs: int


def _back_needs(inputs: Any) -> Iterator[FactKey]:
    for kind in ("overpaid", *ESTATE):
        yield FactKey(kind, str(inputs.start["household_key"]))
    yield FactKey("refund", str(inputs.opened["refund_key"]))


@operator("refund/give_back", inputs=GiveBackInputs, outputs=GiveBackOutputs, needs=_back_needs)
def give_back(inputs: GiveBackInputs, context: Context) -> Done:
    """Debts have fallen due meanwhile: the overpayments are free again and are set off first (地方税法17条の2). Or the
    refund is parted among the heirs: each has a case of his own.

    Raises `refund_is_heirs` in an heir's case, `refund_no_heirs` where no succession with several heirs was decided,
    `refund_moved` for a refund that was decided already, `refund_nothing` where interest alone is left.
    """
    if interest_only(inputs.start):
        raise Refused("refund_nothing", at_field="result")
    if heir_of(inputs.start) is not None:
        raise Refused("refund_is_heirs", at_field="result")
    refund: Any = context.facts.get_fact("refund", str(inputs.opened["refund_key"]))
    if refund["state"] != "WAITING":
        raise Refused("refund_moved", at_field="result")
    key = str(inputs.opened["refund_key"])
    if inputs.entry["result"] == "PART":
        heirs, effects = parted(inputs.start, key, context)
        return Done(GiveBackOutputs("PARTED", heirs), effects)
    end = RegisterChange("end_refund", f"{key}/end", {"refund_key": key, "state": "BACK"})
    return Done(GiveBackOutputs("BACK", 0), (end,))
