"""A refund waits for its claim (請求を待つ): opened, told, reminded, lapsed; and for the bank's answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refund.reminding import stage_on
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import day, yen
from server.operators.refund.heirs import ESTATE, heirs_day, last_day, taken_up
from server.operators.refund.lots import (
    claimable_until,
    heir_of,
    interest_only,
    interest_sheets,
    lots_of,
    totals,
    with_interest,
)
from server.operators.refund.telling import arose, outlives, tell_needs, told
from server.operators.registry import operator

CLAIM, MANDATE, PENSION = "CLAIM", "MANDATE", "PENSION_PAYER"
RESULTS: Mapping[str, tuple[str, str]] = {
    "1": ("口座がない・解約されている", "No such account"),
    "2": ("口座名義が違う", "The holder's name differs"),
    "3": ("金融機関・支店がない", "No such bank or branch"),
    "8": ("受取人が受け取らない", "Not accepted"),
    "9": ("その他", "Other"),
}
"""Why a transfer came back (振込不能の理由)."""


@dataclass(frozen=True, slots=True)
class OpenInputs:
    """The case's beginning: whose, which overpayments, from which case."""

    start: Any


@dataclass(frozen=True, slots=True)
class OpenOutputs:
    """The refund's key, how it is claimed (`way`), its last day, yen and interest so far; `sheets`."""

    refund_key: str
    way: str
    lapses_on: str
    yen: int
    interest: int
    sheets: list[dict[str, JSON]]


def _open_needs(inputs: Any) -> Iterator[FactKey]:
    key = str(inputs.start["household_key"])
    for kind in ("household", "overpaid", "debit_mandate", "protected", *ESTATE):
        yield FactKey(kind, key)


@operator("refund/open", inputs=OpenInputs, outputs=OpenOutputs, needs=_open_needs)
def open_refund(inputs: OpenInputs, context: Context) -> Done:
    """Takes over what is left of the overpayments; LT-C37 with the claim form goes out where one is needed.

    Raises `refund_nothing` where nothing can be refunded: what was
    refunded, is being refunded, or was never planned.
    """
    start, key = inputs.start, str(context.case["id"])
    keys = [str(one) for one in start.get("keys") or []]
    lots = lots_of(context, start)
    if not lots or any(one["state"] != _held(start) for one in lots) or taken_up(start, lots):
        raise Refused("refund_nothing", at_field="household_key")
    lines = with_interest(lots, max([context.today, *arose(lots)]), context)
    lapses = heirs_day(start, claimable_until(lots), context)
    payload = {
        "refund_key": key,
        "household_key": start["household_key"],
        "keys": keys,
        "from_case": start["from_case"],
        "heir": start.get("heir"),
        "interest_only": interest_only(start),
        "lapses_on": lapses,
        "yen": totals(lines)[0],
        "interest": sum(int(one["set_off_interest"]) for one in lines),
    }
    way = _way(start, context)
    sheets = [_sheet(start, lapses, lines, way, context), *interest_sheets(lines)]
    opened = OpenOutputs(key, way, lapses, *totals(lines), sheets)
    effects: list[Effect] = [RegisterChange("open_refund", f"{key}/open", payload)]
    if way == CLAIM:
        effects += told(start, _plain(opened), 0, None, context)
    return Done(opened, tuple(effects))


def _held(start: Any) -> str:
    """As what the overpayments of the case stand: to be refunded, or lapsed where their interest lives on."""
    return "LAPSED" if interest_only(start) else "REFUND"


def _plain(opened: OpenOutputs) -> dict[str, JSON]:
    return {name: getattr(opened, name) for name in ("refund_key", "lapses_on", "yen", "interest")}


def _way(start: Any, context: Context) -> str:
    """Whose account it goes to without anybody's asking: a pension payer's own, or that of the standing mandate.

    Never to the mandate of a household with somebody under protection (支援措置): the account may be another's.
    """
    key = str(start["household_key"])
    if start.get("pension_payer"):
        return PENSION
    if heir_of(start) is not None:
        return CLAIM
    mandate: Any = context.facts.get_fact("debit_mandate", key)
    stands = mandate is not None and mandate["status"] == "ACCEPTED"
    hidden = bool(context.facts.get_fact("protected", key))
    if stands and not hidden and context.values.flag("refund.to_mandate", context.today):
        return MANDATE
    return CLAIM


def _sheet(start: Any, lapses: str, lines: Sequence[Any], way: str, context: Context) -> dict[str, JSON]:
    words = {
        CLAIM: ("請求書の口座・公金受取口座・相続人・差押債権者", "The account that is claimed with"),
        MANDATE: ("口座振替の口座(請求書は要らない)", "The account of the mandate"),
        PENSION: ("年金保険者", "The pension payer"),
    }
    mandate: Any = context.facts.get_fact("debit_mandate", str(start["household_key"]))
    soft = f"{mandate['institution']}-{mandate['branch']} ****{mandate['account_tail']}" if way == MANDATE else ""
    refunded, interest = totals(lines)
    rows = [
        line("還付する額", "To be refunded", yen(refunded), value_en=f"{refunded:,} yen"),
        line("加算金(今日までの見込み)", "Interest to today", yen(interest), value_en=f"{interest:,} yen"),
        line("受取人・口座", "To whom", words[way][0], value_en=words[way][1], soft=soft),
        line("還付請求権の期限", "Can be claimed until", day(lapses), value_en=lapses),
    ]
    return sheet("refund", "還付", "Refund", rows)


@dataclass(frozen=True, slots=True)
class RemindInputs:
    """The case's beginning and the refund opened."""

    start: Any
    opened: Any


@dataclass(frozen=True, slots=True)
class RemindOutputs:
    """`state` LAPSED, or WAITING with the reminder that went out (0: none)."""

    state: str
    reminded: int


def _remind_needs(inputs: Any) -> Iterator[FactKey]:
    yield from tell_needs(inputs)
    yield from (FactKey(kind, str(inputs.start["household_key"])) for kind in ESTATE)
    yield FactKey("refund", str(inputs.opened["refund_key"]))


@operator("refund/remind", inputs=RemindInputs, outputs=RemindOutputs, needs=_remind_needs)
def remind(inputs: RemindInputs, context: Context) -> Done:
    """The reminder whose day has come, or the end: what nobody claimed in time lapses by law (自治法236条2項)."""
    refund: Any = context.facts.get_fact("refund", str(inputs.opened["refund_key"]))
    lapses = last_day(inputs.start, refund, context)
    if refund["state"] == "WAITING" and context.today > lapses:
        key = str(refund["refund_key"])
        ended = RegisterChange("end_refund", f"{key}/end", {"refund_key": key, "state": "LAPSED"})
        return Done(RemindOutputs("LAPSED", 0), (ended, *outlives(inputs.start, key, context)))
    notified = date.fromisoformat(refund["notified_on"] or context.today.isoformat())
    stage = stage_on(context.today, notified, lapses, context.values)
    if stage <= refund["reminded"] or refund["state"] != "WAITING":
        return Done(RemindOutputs("WAITING", 0))
    return Done(RemindOutputs("WAITING", stage), tuple(told(inputs.start, inputs.opened, stage, None, context)))


@dataclass(frozen=True, slots=True)
class SettleInputs:
    """The case's beginning, the refund, and what a person said of the transfer (None: the bank's file said it)."""

    start: Any
    opened: Any
    follow: Any


@dataclass(frozen=True, slots=True)
class SettleOutputs:
    """`state` PAID, RETURNED or ORDERED as the refund stands; `sheets`."""

    state: str
    sheets: list[dict[str, JSON]]


def _settle_needs(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("household", str(inputs.start["household_key"]))
    yield FactKey("overpaid", str(inputs.start["household_key"]))
    yield FactKey("refund", str(inputs.opened["refund_key"]))


@operator("refund/settle", inputs=SettleInputs, outputs=SettleOutputs, needs=_settle_needs)
def settle(inputs: SettleInputs, context: Context) -> Done:
    """What became of the transfers: LT-C38 to who was paid, the claim form anew where one came back.

    Raises `refund_not_sent` where a person tells the result of a transfer that no file holds yet.
    """
    refund: Any = context.facts.get_fact("refund", str(inputs.opened["refund_key"]))
    live = _newest(refund["payments"])
    effects: list[Effect] = []
    said = inputs.follow if inputs.follow and refund["state"] == "ORDERED" else None
    if said is not None:
        live = [_said(one, said) for one in live]
        payload = {"refund_key": refund["refund_key"], "result": said["result"], "code": said.get("code")}
        source = f"{refund['refund_key']}/result/{max(one['attempt'] for one in live)}"
        effects.append(RegisterChange("settle_refund", source, payload))
    returned = [one for one in live if one["state"] == "RETURNED"]
    if any(one["state"] in ("ORDERED", "SENT") for one in live):
        return Done(SettleOutputs("ORDERED", [_result_sheet(live)]))
    if returned:
        why = RESULTS.get(str(returned[0]["result"]), RESULTS["9"])[0]
        effects += told(inputs.start, {**inputs.opened, **_decided(refund)}, int(refund["reminded"]), why, context)
        return Done(SettleOutputs("RETURNED", [_result_sheet(live)]), tuple(effects))
    effects += [_paid(inputs, refund, one, context) for one in live]
    return Done(SettleOutputs("PAID", [_result_sheet(live)]), tuple(effects))


def _newest(payments: Sequence[Any]) -> list[Any]:
    newest: dict[int, Any] = {}
    for one in payments:
        newest[one["payee_no"]] = one
    return list(newest.values())


def _said(one: Any, said: Any) -> Any:
    if one["state"] != "SENT":
        raise Refused("refund_not_sent", at_field="result")
    return {**one, "state": said["result"], "result": said.get("code"), "result_on": said["on"]}


def _decided(refund: Any) -> dict[str, JSON]:
    return {"yen": refund["yen"], "interest": refund["interest"]}


def _paid(inputs: SettleInputs, refund: Any, one: Any, context: Context) -> LetterRequest:
    keys = {
        "case_number": context.case["number"],
        "person_key": inputs.start["payer_key"],
        "payee_name": one["payee_name"],
        "yen": refund["yen"],
        "interest": refund["interest"],
        "paid": one["yen"],
        "paid_on": one["result_on"] or context.today.isoformat(),
        "account": f"{one['institution']}-{one['branch']} ****{one['account_tail']}",
        "heir": heir_of(inputs.start),
    }
    return LetterRequest(
        "refund/paid", str(inputs.start["household_key"]), str(inputs.start["payer_key"]) or None, keys
    )


def _result_sheet(live: Sequence[Any]) -> dict[str, JSON]:
    words = {"ORDERED": "振込の前", "SENT": "振込中", "PAID": "振込済", "RETURNED": "振込不能"}
    rows = []
    for one in live:
        why = RESULTS.get(str(one["result"]), ("", ""))[0] if one["state"] == "RETURNED" else ""
        soft = f"{one['institution']}-{one['branch']} ****{one['account_tail']} {why}".strip()
        rows.append(line(str(one["payee_name"]), "Payee", f"{yen(one['yen'])} {words[one['state']]}", soft=soft))
    return sheet("transfers", "振込", "Transfers", rows)
