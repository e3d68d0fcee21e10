"""An instalment looked at for dunning (督促の要否): everything the table is asked, read in bulk for a slice.

The same look is taken when the list is drawn and again when the letter is issued, so that what happened between the
two is seen: a payment, a hold, a protected person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NoReturn

from server.casework.safe_addresses import opened
from server.casework.services import Services
from server.domain.dunning import duns_late_charges
from server.domain.dunning_run import TABLE, LineFacts, Verdict
from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey, Facts
from server.domain.ledger.books import Claim
from server.domain.limitation import Act, ClockAct, is_prescribed, prescribes_on
from server.domain.operating import Context
from server.domain.protection import NEUTRAL_OFFICE
from server.domain.refusals import Refused
from server.domain.values import Values
from server.engine.decision_evaluate import evaluate
from server.engine.decision_model import Table
from server.operators.letter_frame import frame_needs, payer_frame
from server.store import claim_acts, dunning_stock, late_charges, ledger, levy_due
from server.store.collection_ways import withheld_claims
from server.store.connection import Connection
from server.store.dunning_lines import LATE, PRINCIPAL
from server.store.dunning_runs import DunningRun
from server.store.dunning_stock import Before, Candidate
from server.store.facts import load_facts
from server.store.holds import Hold, holds_of
from server.store.households import household_revs
from server.store.late_charges import FixedLate

_ADDRESS = {"payer_elsewhere": "PAYER_ELSEWHERE", "protected_address": "PROTECTED", "protected_in_letter": "PROTECTED"}
"""What the frame of a letter refuses, in the table's words; any other refusal is `NONE`: nobody to write to."""


class Judge:
    """Asks the decision table, each combination of its inputs once: a city's list has a few dozen of them."""

    def __init__(self, table: Table, most_turns: int) -> None:
        self._table = table
        self._most_turns = most_turns
        self._known: dict[LineFacts, Verdict] = {}

    def verdict(self, facts: LineFacts) -> Verdict:
        """What becomes of an instalment of which this is so."""
        if facts not in self._known:
            said = evaluate(self._table, facts.as_inputs(self._most_turns)).outputs
            owner, within = str(said["owner"]), int(said["within"])
            self._known[facts] = Verdict(str(said["verdict"]), str(said["reason"]), owner, within)
        return self._known[facts]


def judge_of(services: Services, conn: Connection, day: date, values: Values) -> Judge:
    """The table in force on the day. Raises `Refused` where the procedure is not."""
    table = services.catalogue.active(conn, "dunning_run", day).table(TABLE)
    if table is None:
        raise Refused("table_unknown", table=TABLE)
    return Judge(table, values.integer("dunning.transit_runs", day))


@dataclass(frozen=True, slots=True)
class Looked:
    """An instalment as it is now: `rev` its household's guard, `open_yen` the premium that is open.

    `collectable_to` is the last day on which it can be collected, None while something lasts (時効). `subject` says
    whether its premium is asked for, or the late charge `late` that was fixed when the premium was paid; `due_on` is
    the due date of that.
    """

    candidate: Candidate
    facts: LineFacts
    subject: str
    due_on: date
    late: FixedLate | None
    open_yen: int
    collectable_to: date | None
    office: str
    rev: int
    left_before: bool


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the instalments of a slice."""

    acts: Mapping[str, list[ClockAct]]
    before: Mapping[tuple[str, str], Before]
    late: Mapping[str, FixedLate]
    told: set[str]
    withheld: frozenset[str]
    holds: Mapping[str, tuple[Hold, ...]]
    transit: Mapping[str, int]
    notified: set[tuple[str, int]]
    changing: set[str]
    marked: set[tuple[str, int]]
    unapplied: set[str]
    revs: Mapping[str, int]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Look:
    """A slice looked at: what is unpaid (or was left out before) in order of key, and the facts behind its letters."""

    lines: tuple[Looked, ...]
    facts: Facts


def look(services: Services, conn: Connection, run: DunningRun, claim_keys: Iterable[str], values: Values) -> Look:
    """The instalments of a slice as they stand now; what is paid and was never left out is skipped."""
    day = services.clock.business_day()
    found = dunning_stock.candidates(conn, claim_keys)
    claims = ledger.claims(conn, found)
    left = dunning_stock.before(conn, run.run_id, found)
    late = _late(conn, claims, values, day)
    subjects = {key: _subject(claims[key], late, left) for key in found}
    open_ = {key: one for key, one in found.items() if owed(claims[key], subjects[key]) or (key, subjects[key]) in left}
    beside = _beside(services, conn, list(open_.values()), left, late, day)
    lines = tuple(_looked(one, subjects[key], claims[key], beside, values, day) for key, one in open_.items())
    return Look(lines, beside.facts)


def owed(claim: Claim, subject: str) -> int:
    """Yen open of what is asked for of the instalment."""
    return max(claim.open.late if subject == LATE else claim.open.principal.total, 0)


def _late(conn: Connection, claims: Mapping[str, Claim], values: Values, day: date) -> dict[str, FixedLate]:
    """The late charges that may be dunned: of premiums that are paid, behind their own due date."""
    if not duns_late_charges(values, day):
        return {}
    paid = [key for key, claim in claims.items() if claim.open.principal.total <= 0 and claim.assessed.late]
    found = late_charges.standing(conn, paid) if paid else {}
    return {
        key: one
        for key, one in found.items()
        if one.state == late_charges.FIXED and one.due_on is not None and one.due_on < day
    }


def _subject(claim: Claim, late: Mapping[str, FixedLate], left: Mapping[tuple[str, str], Before]) -> str:
    """What a run asks for of the instalment: the late charge once the premium is paid; never both."""
    if claim.key not in late or claim.open.principal.total > 0:
        return PRINCIPAL
    waits = (claim.key, LATE) in left or (claim.key, PRINCIPAL) not in left
    return LATE if claim.open.late > 0 or waits else PRINCIPAL


def _beside(
    services: Services,
    conn: Connection,
    some: list[Candidate],
    left: Mapping[tuple[str, str], Before],
    late: Mapping[str, FixedLate],
    day: date,
) -> _Beside:
    keys, homes = [one.claim_key for one in some], sorted({one.household_key for one in some})
    marked = {(home, one.levy_year) for home, dues in levy_due.open_of(conn, homes).items() for one in dues}
    needed = {need for one in some for need in _needs(one)}
    return _Beside(
        acts=claim_acts.acts_on(conn, keys),
        before=left,
        late=late,
        told=dunning_stock.told_of_late(conn, [one.letter_id for one in late.values() if one.letter_id], day),
        withheld=withheld_claims(keys),
        holds=holds_of(conn, homes, day),
        transit=dunning_stock.in_transit(conn, homes),
        notified=dunning_stock.notified(conn, homes, day),
        changing=_changing(services, conn, homes, day),
        marked=marked,
        unapplied=dunning_stock.unapplied(conn, homes),
        revs=household_revs(conn, homes),
        facts=opened(services, load_facts(conn, needed, on=day)),
    )


def _changing(services: Services, conn: Connection, homes: list[str], day: date) -> set[str]:
    """Households whose eligibility is changing or looks as if it had to (published mistake PM03): an open case, an
    insurance elsewhere at the same time, a death or a move-out of the last days.
    """
    days = services.values(conn).integer("dunning.moves_days", day)
    since = services.clock.wall_now() - timedelta(days=days)
    seen = dunning_stock.overlapping(conn, homes, day) | dunning_stock.moved_of_late(conn, homes, since)
    return seen | dunning_stock.changing(conn, homes)


def _keys(one: Candidate) -> dict[str, JSON]:
    return {"household_key": one.household_key, "office": NEUTRAL_OFFICE}


def _needs(one: Candidate) -> Iterable[FactKey]:
    yield from frame_needs(_keys(one))
    if one.payer_key is not None:
        yield FactKey("person", one.payer_key)


def _looked(one: Candidate, subject: str, claim: Claim, beside: _Beside, values: Values, day: date) -> Looked:
    key, home = one.claim_key, one.household_key
    late = beside.late.get(key) if subject == LATE else None
    was = beside.before.get((key, subject), Before(False, 0, False))
    kinds = {hold.kind for hold in beside.holds[home] if hold.concerns(key)}
    acts = beside.acts[key]
    open_yen = owed(claim, subject)
    household: Any = beside.facts.get_fact("household", home)
    last = prescribes_on(one.due_on, acts, values)
    facts = LineFacts(
        unpaid=open_yen > 0,
        dunned=was.live or (late is None and any(act.act is Act.DUNNING for act in acts)),
        withheld=key in beside.withheld,
        extinct=is_prescribed(last, day),
        deferred="DEFERRAL" in kinds,
        in_transit=beside.transit.get(key, 0) > 0 or "PAYMENT_IN_TRANSIT" in kinds,
        turns=was.turns,
        served=(home, one.levy_year) in beside.notified if late is None else late.letter_id in beside.told,
        changing=home in beside.changing or (home, one.levy_year) in beside.marked or "REASSESSMENT" in kinds,
        unapplied=home in beside.unapplied,
        deceased="DECEASED" in kinds or household is None or household["head_person_key"] is None,
        address=_address(one, beside.facts, values, day),
        protected=bool(beside.facts.get_fact("protected", home)),
        relief="RELIEF_PENDING" in kinds,
    )
    office = str(household["office"]) if household else NEUTRAL_OFFICE
    due_on = one.due_on if late is None or late.due_on is None else late.due_on
    return Looked(one, facts, subject, due_on, late, open_yen, last, office, beside.revs[home], was.left)


def _address(one: Candidate, facts: Facts, values: Values, day: date) -> str:
    """OK, or why a letter to this payer cannot be written: found by writing its frame."""
    person: Any = facts.get_fact("person", one.payer_key) if one.payer_key is not None else None
    context = Context(day, {}, values, facts, no_table)
    try:
        payer_frame(_keys(one), one.payer_key, person and person["name"], context)
    except Refused as refused:
        return _ADDRESS.get(refused.code, "NONE")
    return "OK"


def no_table(table: str, inputs: JSONObject) -> NoReturn:  # noqa: ARG001 - the shape of a table
    """A letter and a look choose nothing by a table of their own."""
    raise ValueError(f"a look chooses nothing: {table}")
