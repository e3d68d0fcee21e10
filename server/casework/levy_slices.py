"""Many households' levies worked out and posted in slices (賦課の一括処理): what `decide_levy` does one by one.

A slice is worked out in a read view and posted in one short transaction, which finds the households' guards as they
were read or nothing happens. What has been posted is no longer ready, so a run killed anywhere goes on where it was.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from server.casework.decide_levy import (
    Facts,
    LevyOrder,
    PayerProposal,
    amounts_of,
    decision_of,
    new_instalments,
    propose_all,
    read,
)
from server.domain.collection_number import account_key
from server.domain.levy.basis import flat_basis
from server.domain.levy.decision import Outcome, Terms
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import counters, levies_bulk, levy_decisions, levy_due, levy_runs
from server.store.connection import Connection
from server.store.errors import StaleHousehold
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.levies import LevyAccount
from server.store.levies_bulk import BulkLevy, Posted
from server.store.levy_decisions import LevyDecision, Packed
from server.store.levy_runs import LevyRun, RunRow
from server.store.levy_words import SharedWords
from server.store.unit_of_work import UnitOfWork

SLICE = 150
"""Households of one transaction: on SQLite it keeps the others waiting for a fifth of a second at most."""
_DECIDED = (Outcome.DECIDED, Outcome.CHANGED)


@dataclass(frozen=True, slots=True)
class Worked:
    """A household worked out: its guard as read, its proposals, each with its kept basis; or why there are none."""

    household_key: str
    rev: int
    facts: Facts
    proposals: tuple[PayerProposal, ...] = ()
    kept: tuple[Packed, ...] = ()
    blocked: str = ""

    @property
    def total_before(self) -> int:
        """The levies in force of all payers, in yen."""
        return sum(one.proposal.total_before for one in self.proposals)

    @property
    def total_after(self) -> int:
        """The levies as computed, in yen; what is barred stays as it is."""
        return sum(
            one.proposal.total_before if one.proposal.outcome is Outcome.BARRED else one.proposal.total_after
            for one in self.proposals
        )

    @property
    def state(self) -> str:
        """What the run does with it: BLOCKED, READY, BARRED or NO_CHANGE."""
        if self.blocked:
            return levy_runs.BLOCKED
        outcomes = {one.proposal.outcome for one in self.proposals}
        if outcomes & set(_DECIDED):
            return levy_runs.READY
        return "BARRED" if Outcome.BARRED in outcomes else "NO_CHANGE"

    @property
    def provisional(self) -> bool:
        """Whether somebody's income is unknown."""
        return any(one.proposal.provisional for one in self.proposals)


@contextmanager
def collector_paused() -> Iterator[None]:
    """A slice makes a hundred thousand small values, none in a circle: to look for circles among them takes a tenth
    of its time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def work_out(
    conn: Connection, keys: Iterable[str], terms: Terms, values: Values, words: SharedWords | None = None
) -> tuple[Worked, ...]:
    """Works out households of the year of `terms`; with `words`, shared by a whole run, the basis is made too."""
    wanted = sorted(set(keys))
    revs = household_revs(conn, wanted)
    facts = read(conn, wanted, terms.year, terms.decided, values)
    worked = tuple(_worked(key, revs[key], facts[key], terms) for key in wanted)
    if words is None:
        return worked
    flat = [[_basis(one, terms, words) for one in of.proposals] for of in worked]
    page = words.page()  # when all words of the slice are in it
    return tuple(
        replace(of, kept=tuple(levy_decisions.pack_flat(one, page) for one in bases))
        for of, bases in zip(worked, flat, strict=True)
    )


def _worked(key: str, rev: int, facts: Facts, terms: Terms) -> Worked:
    try:
        return Worked(key, rev, facts, propose_all(facts, terms))
    except Refused as refusal:
        return Worked(key, rev, facts, blocked=refusal.code)


def _basis(one: PayerProposal, terms: Terms, words: SharedWords) -> dict[str, Any]:
    before = () if one.standing is None else one.standing.standing()
    return flat_basis(one.payer, before, one.proposal, terms, words.vocabulary)


def post(
    uow: UnitOfWork,
    run: LevyRun,
    slice_no: int,
    worked: Sequence[Worked],
    terms: Terms,
    by: str | None,
    held: Mapping[str, str] | None = None,
) -> int:
    """Posts a slice and answers how many levies it decided; `by` released the run as the second person.

    `held` are households that go to the next month, and why; those that are blocked or need no decision are settled
    too. Raises `StaleHousehold` when another one was faster, with a household or with the slice.
    """
    order = LevyOrder("", run.levy_year, _cause(run), run.event, run.case_id, by)
    payers = [(one, place) for one in worked for place in range(len(one.proposals))]
    levies = _levies(uow, run, payers, terms)
    revs = {one.household_key: one.rev for one in worked if one.state == levy_runs.READY}
    origin = Origin(run.event, run.case_id, by)
    posted = dict(zip(levies, levies_bulk.post(uow, list(levies.values()), revs, origin), strict=True))
    kept: dict[str, list[LevyDecision]] = {}
    rows = []
    for one, place in payers:
        of = replace(order, household_key=one.household_key)
        levy = posted.get((one.household_key, place))
        standing = one.proposals[place].standing
        account = levies[one.household_key, place].account if levy else standing.account if standing else None
        made = decision_of(uow, of, one.proposals[place], account, levy.levy_id if levy else None)
        kept.setdefault(one.household_key, []).append(made)
        rows.append((made, one.kept[place]))
    levy_decisions.keep_packed(uow, rows)
    _close(uow, run, worked)
    _record(uow, run, slice_no, worked, posted, held or {})
    return len(posted)


def _levies(
    uow: UnitOfWork, run: LevyRun, payers: Sequence[tuple[Worked, int]], terms: Terms
) -> dict[tuple[str, int], BulkLevy]:
    """The decisions that are to be posted; the notice numbers of new accounts are taken in one go."""
    deciding = [(one, place) for one, place in payers if one.proposals[place].proposal.outcome in _DECIDED]
    new = sum(one.proposals[place].standing is None for one, place in deciding)
    number = counters.take(uow, f"levy_notice/{run.levy_year}", new) if new else 0
    found: dict[tuple[str, int], BulkLevy] = {}
    for one, place in deciding:
        proposal = one.proposals[place]
        if proposal.standing is None:
            account = _account(uow, run, one.household_key, proposal.payer_key, f"{number:010d}")
            number += 1
        else:
            account = proposal.standing.account
        planned = proposal.proposal.instalments
        found[one.household_key, place] = BulkLevy(
            account,
            proposal.standing is None,
            tuple(new_instalments(planned, terms)),
            {part.no: amounts_of(part) for part in planned},
            _cause(run),
        )
    return found


def _account(uow: UnitOfWork, run: LevyRun, household: str, payer: str, number: str) -> LevyAccount:
    key = account_key(run.levy_year, number)
    return LevyAccount(key, run.levy_year, number, household, payer or None, uow.business_day)


def _close(uow: UnitOfWork, run: LevyRun, worked: Iterable[Worked]) -> None:
    """What waited for these households is done, but for those that are blocked: they wait on."""
    done = [due.due_id for one in worked if not one.blocked for due in one.facts.due]
    levy_due.close(uow, done, by=run.event)


def _record(
    uow: UnitOfWork,
    run: LevyRun,
    slice_no: int,
    worked: Sequence[Worked],
    posted: Mapping[tuple[str, int], Posted],
    held: Mapping[str, str],
) -> None:
    """The run's own rows, and one audit event over the fingerprints of all that was posted in the slice."""
    rows = [*_settled(run, slice_no, worked, posted), *_left_out(run, slice_no, held)]
    made = levy_runs.add_slice(uow, run.run_id, slice_no, len(posted), rows)
    if made is None or not levy_runs.settle(uow, run.run_id, rows):
        raise StaleHousehold(run.run_id)
    detail = {"slice": slice_no, "households": len(rows), "levies": len(posted), "digest": made.digest}
    uow.audit("levy_run.post", object_kind="levy_run", object_key=run.run_id, case_id=run.case_id, detail=detail)


def _settled(
    run: LevyRun, slice_no: int, worked: Sequence[Worked], posted: Mapping[tuple[str, int], Posted]
) -> list[RunRow]:
    prints: dict[str, list[str]] = {}
    for (household, _), one in posted.items():
        prints.setdefault(household, []).append(one.fingerprint)
    return [
        RunRow(
            run.run_id,
            one.household_key,
            levy_runs.READY,
            result=levy_runs.POSTED if one.household_key in prints else one.state,
            held_because=one.blocked,
            slice_no=slice_no,
            total_posted=one.total_after,
            fingerprint=levies_bulk.fingerprint(one.household_key, prints.get(one.household_key, ())),
        )
        for one in worked
    ]


def _left_out(run: LevyRun, slice_no: int, held: Mapping[str, str]) -> list[RunRow]:
    return [
        RunRow(
            run.run_id,
            household,
            levy_runs.READY,
            result=levy_runs.NEXT_MONTH,
            held_because=why,
            slice_no=slice_no,
            fingerprint=levies_bulk.fingerprint(household, ()),
        )
        for household, why in held.items()
    ]


def fingerprint_of(conn: Connection, run: LevyRun, household_key: str) -> str:
    """What stands of a household of the run, from decisions and ledger as they are now: equal to its row's, or
    something was changed since.
    """
    prints = levies_bulk.fingerprints(conn, household_key, run.event)
    return levies_bulk.fingerprint(household_key, prints)


def _cause(run: LevyRun) -> str:
    return "当初賦課" if run.kind == "FIRST" else "月例更正"
