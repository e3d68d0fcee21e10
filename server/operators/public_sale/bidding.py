"""The bids opened (開札・最高価申込者の決定): which count, who is highest (arts. 92, 99-2, 100, 101, 104)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, Effect, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.public_sale import Bid, Verdict, best, may_release, verdict
from server.domain.refusals import Refused
from server.domain.seizure import Kind
from server.domain.sheets import line, sheet
from server.operators.enforcement import yen
from server.operators.public_sale.ending import letters_of_outcome, stand_now
from server.operators.public_sale.judging import HOLD, rounds_of
from server.operators.public_sale.planning import sale_needs
from server.operators.registry import operator

VERDICTS = {
    "VALID": ("有効", "Counts"),
    "DEBTOR": ("無効(滞納者)", "The debtor"),
    "OFFICIAL": ("無効(関係職員)", "An official"),
    "BARRED": ("無効(参加の制限)", "Barred"),
    "NO_GUARANTEE": ("無効(公売保証金)", "No guarantee"),
    "NO_STATEMENT": ("無効(陳述書なし)", "No statement"),
    "NOT_QUALIFIED": ("無効(資格なし)", "Not qualified"),
    "BELOW": ("見積価額未満", "Below the estimate"),
}


@dataclass(frozen=True, slots=True)
class OpenInputs:
    """The receipt, what was found of the seizure, and the bids as they were opened."""

    start: Any
    examined: Any
    answer: Any


@dataclass(frozen=True, slots=True)
class OpenOutputs:
    """`state` BID, NO_BID, CALLED_OFF, or why the sale ends; `best` the bid that won; `may_release` art. 79(2)(iii)."""

    state: str
    best: int | None
    may_release: bool
    sheets: list[dict[str, JSON]]


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield from sale_needs(inputs.start, inputs.examined)
    yield FactKey("deposits", str(inputs.start["household_key"]))


@operator("public_sale/open_bids", inputs=OpenInputs, outputs=OpenOutputs, needs=_needed, tables=(HOLD,))
def open_bids(inputs: OpenInputs, context: Context) -> Done:
    """Judges each bid and finds the highest. Raises `sale_before_day`, `sale_lot_missing`, `sale_lot_needless`.

    Bids stay on record even when the debt was paid meanwhile: then nobody buys (art. 117).
    """
    rounds = rounds_of(str(inputs.examined["seizure_id"]), context)
    now = current(rounds, context)
    if context.today < date.fromisoformat(now["sale_on"]) and inputs.answer["result"] == "HELD":
        raise Refused("sale_before_day", at_field="result", day=now["sale_on"])
    rows = list(inputs.answer["bids"] or ()) if inputs.answer["result"] == "HELD" else []
    bids = _bids(rows, str(inputs.start["household_key"]), context)
    judged = _judged(bids, str(inputs.examined["kind"]), now)
    highest = best([bid for bid in bids if judged[bid.place] is Verdict.VALID])
    outcome = "CALLED_OFF" if inputs.answer["result"] != "HELD" else "NO_BID" if highest is None else "BID"
    stands = stand_now(inputs.start, inputs.examined, context)
    state = outcome if stands is None else stands
    unsold = sum(one["outcome"] == "NO_BID" for one in rounds) + (outcome == "NO_BID")
    release = may_release(unsold, context.values, context.today)
    place = None if highest is None else highest.place
    change = _change(
        inputs,
        now,
        outcome,
        place,
        [(bid, judged[bid.place], row) for bid, row in zip(bids, rows, strict=True)],
        context,
    )
    effects: list[Effect] = [change]
    if state in ("BID", "CALLED_OFF"):
        effects += letters_of_outcome(inputs.start, inputs.examined, now, "BEST" if state == "BID" else state, context)
    return Done(OpenOutputs(state, place, release, [_sheet(bids, judged, place)]), tuple(effects))


def current(rounds: Sequence[Any], context: Context) -> Any:
    """The round of this case that is under way. Raises `sale_moved` when there is none."""
    mine = [one for one in rounds if one["case_id"] == context.case["id"]]
    if not mine or mine[-1]["stopped_on"] is not None:
        raise Refused("sale_moved", number=context.case["number"])
    return mine[-1]


def _bids(rows: Sequence[Any], household_key: str, context: Context) -> list[Bid]:
    debtor: Any = context.facts.get_fact("debtor", household_key)
    names = {_plain(one["name"]) for one in debtor["names"]}
    return [
        Bid(
            place=place,
            name=str(row["name"]),
            yen=int(row["amount"]),
            guarantee=int(row["guarantee"] or 0),
            relation=str(row["relation"]),
            barred=row["barred"] == "YES",
            stated=row["statement"] == "YES",
            qualified=row["qualified"] != "NO",
            same_name=_plain(row["name"]) in names and not row["somebody_else"],
            lot=None if row["lot"] is None else int(row["lot"]),
        )
        for place, row in enumerate(rows, 1)
    ]


def _plain(name: object) -> str:
    return "".join(str(name).split())


def _judged(bids: Sequence[Bid], kind: str, now: Any) -> dict[int, Verdict]:
    return {bid.place: verdict(bid, Kind(kind), int(now["estimate"]), int(now["guarantee"])) for bid in bids}


def _change(
    inputs: OpenInputs,
    now: Any,
    outcome: str,
    place: int | None,
    bids: Sequence[tuple[Bid, Verdict, Any]],
    context: Context,
) -> RegisterChange:
    payload = {
        "sale_id": now["sale_id"],
        "household_key": str(inputs.start["household_key"]),
        "outcome": outcome,
        "opened_on": context.today.isoformat(),
        "best": place,
        "bids": [
            {
                "place": bid.place,
                "bidder": bid.name,
                "postal_code": str(row["postal_code"]),
                "address": str(row["address"]),
                "yen": bid.yen,
                "guarantee": bid.guarantee,
                "verdict": str(judged),
                "lot": bid.lot,
            }
            for bid, judged, row in bids
        ],
    }
    return RegisterChange("open_sale", f"{now['sale_id']}/open", payload)


def _sheet(bids: Sequence[Bid], judged: dict[int, Verdict], place: int | None) -> dict[str, JSON]:
    lines = []
    for bid in bids:
        ja, en = VERDICTS[judged[bid.place]]
        won = "最高価申込者 " if bid.place == place else ""
        soft = f"{won}{ja} 保証金 {yen(bid.guarantee)}" + ("" if bid.lot is None else f" くじ {bid.lot}")
        lines.append(line(f"入札 {bid.place}", f"Bid {bid.place} ({en})", f"{bid.name} {yen(bid.yen)}", soft=soft))
    return sheet("bids", "開札の結果", "Bids", lines or [line("入札", "Bids", "なし", value_en="None")])
