"""The levy worked out before anybody decides (賦課の計算): before and after, instalments, and why, on sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.levy.decision import Outcome, Proposal, Standing, Terms, load_terms, paired, propose
from server.domain.levy.inputs import PayerInputs, read_inputs
from server.domain.levy.model import Part
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.levy_decision import sheets
from server.operators.levy_decision.words import BLOCKED
from server.operators.registry import operator

_MOST_YEARS_BACK = 5


@dataclass(frozen=True, slots=True)
class ComputeInputs:
    """Whose levy of which year, why, and whether an overlap without fault is claimed (art. 110-2(2))."""

    household_key: str
    levy_year: int
    cause: str
    no_fault: str | None


@dataclass(frozen=True, slots=True)
class ComputeOutputs:
    """`result` is DECIDED, CHANGED, NO_CHANGE, BARRED or BLOCKED; `change` yen up or down of what may be decided.

    `expected` are the totals in yen by payer, as shown; `favourable`: barred though it would lower the levy.
    `large_increase` of a standing levy needs a separate approver. `unknown` persons' incomes are not known: then it is
    provisional.
    """

    result: str
    total_before: int
    total_after: int
    change: int
    expected: dict[str, JSON]
    notify: list[str]
    favourable: bool
    large_increase: bool
    unknown: list[str]
    sheets: list[dict[str, JSON]]


@dataclass(frozen=True, slots=True)
class Worked:
    """One payer's proposal with his account, as the sheets show it."""

    payer: PayerInputs | None
    account: Mapping[str, Any] | None
    proposal: Proposal
    standing: tuple[Standing, ...]

    @property
    def payer_key(self) -> str:
        """Who owes."""
        return self.payer.payer_key if self.payer else str((self.account or {}).get("payer_key") or "")


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("levy_facts", f"{inputs.household_key}/{inputs.levy_year}")


@operator("levy_decision/compute", inputs=ComputeInputs, outputs=ComputeOutputs, needs=_needed)
def compute(inputs: ComputeInputs, context: Context) -> Done:
    """Works the levy out from the registers of this moment. Raises `levy_year_out_of_range`, `value_missing`.

    National Health Insurance Act arts. 76, 76-2, 110-2.
    """
    _refuse_year(inputs.levy_year, context)
    facts: Any = context.facts.get_fact("levy_facts", f"{inputs.household_key}/{inputs.levy_year}")
    frozen = read_inputs(facts["inputs"])
    if frozen.blocked is not None:
        return Done(_blocked(facts))
    terms = load_terms(context.values, inputs.levy_year, context.today)
    overlap = inputs.cause == "OVERLAP" and inputs.no_fault == "yes"
    worked = _work(facts, terms, overlap=overlap)
    return Done(_outputs(worked, facts, terms, context))


def _refuse_year(year: int, context: Context) -> None:
    this = context.today.year - (context.today.month < 4)
    if not this - _MOST_YEARS_BACK <= year <= this:
        raise Refused("levy_year_out_of_range", at_field="levy_year", first=this - _MOST_YEARS_BACK, last=this)


def _work(facts: Mapping[str, Any], terms: Terms, *, overlap: bool) -> list[Worked]:
    frozen = read_inputs(facts["inputs"])
    withheld = facts["withheld_from"]
    found = []
    for payer, account in paired(frozen.payers, facts["standing"], _payer_of):
        standing = () if account is None else tuple(_standing(one) for one in account["instalments"])
        proposal = propose(
            payer,
            standing,
            terms,
            decided_before=account is not None and account["revision"] > 0,
            withheld_from=None if withheld is None else date.fromisoformat(withheld),
            overlap_without_fault=overlap,
        )
        found.append(Worked(payer, account, proposal, standing))
    return found


def _payer_of(account: Mapping[str, Any]) -> str | None:
    found: str | None = account["payer_key"]
    return found


def _standing(one: Mapping[str, Any]) -> Standing:
    parts = {Part(name): yen for name, yen in one["parts"].items()}
    return Standing(one["no"], date.fromisoformat(one["due_on"]), one["ad_hoc"], parts)


def _outputs(worked: Sequence[Worked], facts: Mapping[str, Any], terms: Terms, context: Context) -> ComputeOutputs:
    decided = [one for one in worked if one.proposal.outcome in (Outcome.DECIDED, Outcome.CHANGED)]
    barred = [one for one in worked if one.proposal.outcome is Outcome.BARRED]
    change = sum(one.proposal.total_after - one.proposal.total_before for one in decided)
    lowered = sum(one.proposal.total_after - one.proposal.total_before for one in barred)
    raised = [one.proposal for one in decided if one.proposal.outcome is Outcome.CHANGED]
    increase = sum(one.total_after - one.total_before for one in raised)
    limit = context.values.integer("levy.approve_increase", context.today)
    unknown = {name for one in worked if one.proposal.levy for name in one.proposal.levy.unknown}
    return ComputeOutputs(
        result=_result(decided, barred),
        total_before=sum(one.proposal.total_before for one in worked),
        total_after=sum(one.proposal.total_after for one in worked),
        change=change,
        expected={one.payer_key: one.proposal.total_after for one in worked},
        notify=[one.payer_key for one in decided],
        favourable=bool(barred) and not decided and lowered < 0,
        large_increase=increase > limit,
        unknown=sorted(unknown),
        sheets=sheets.of(worked, facts["names"], terms),
    )


def _result(decided: Sequence[Worked], barred: Sequence[Worked]) -> str:
    outcomes = {one.proposal.outcome for one in decided}
    if outcomes:
        return str(Outcome.CHANGED if Outcome.CHANGED in outcomes else Outcome.DECIDED)
    return str(Outcome.BARRED if barred else Outcome.NO_CHANGE)


def _blocked(facts: Mapping[str, Any]) -> ComputeOutputs:
    why = facts["inputs"]["blocked"]
    ja, en = BLOCKED[why["reason"]]
    said = {"month": why["month"], "person": facts["names"].get(why["person"], why["person"])}
    shown = sheets.blocked(ja.format(**said), en.format(**said))
    return ComputeOutputs("BLOCKED", 0, 0, 0, {}, [], False, False, [], [shown])
