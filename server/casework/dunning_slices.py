"""The slices of a dunning run (督促の一括処理): instalments listed, letters issued, in short transactions.

A letter is issued from what its instalment is in that very transaction: its ledger is locked, its household's guard is
as it was when it was looked at. What moved between the look and the transaction is looked at again; what is paid or
held by then is pulled and listed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.casework.dunning_look import Judge, Look, Looked, judge_of, look, no_table, owed
from server.casework.services import Services
from server.domain.dunning import open_on_or_before
from server.domain.dunning_run import HELD, ISSUE, LEFT_OUT, PAID, Step, Verdict
from server.domain.effects import JSON
from server.domain.facts import FactKey, Facts
from server.domain.ledger.books import Claim
from server.domain.operating import Context
from server.domain.protection import NEUTRAL_OFFICE
from server.domain.refusals import Refused
from server.domain.values import Values
from server.domain.wareki import era_year
from server.store import dunning_letters, dunning_lines, dunning_runs, dunning_stock, ledger
from server.store.connection import Connection
from server.store.dunning_letters import BulkLetter, BulkSlip, IssuedLine
from server.store.dunning_lines import LATE, Line, NewLine, Pulled
from server.store.dunning_runs import DunningRun
from server.store.households import keep_households
from server.store.late_charges import FixedLate
from server.store.tables.columns import canonical_json
from server.store.unit_of_work import UnitOfWork

CODES = "letter_code"  # the series of the codes at the foot of letters, of the whole city
LIST_SLICE, ISSUE_SLICE = 500, 200
"""Instalments of one transaction: on SQLite the others wait for it."""
CARD, LETTER, LATE_LETTER = "dunning_run/card", "dunning_run/demand", "dunning_run/late_demand"


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every letter of a run: decided once, printed on each."""

    run: DunningRun
    letter: str
    reviewer: str
    fee: int
    day: date
    values: Values
    judge: Judge


def terms_of(services: Services, conn: Connection, run: DunningRun) -> Terms:
    """The terms of a run as it was decided; before that, of one that only lists."""
    steps, day = dunning_runs.steps_of(conn, run.run_id), services.clock.business_day()
    values = services.values(conn)
    decided = steps.get(Step.DECIDED)
    letter = LETTER if decided is not None and decided.detail["shape"] == "demand" else CARD
    reviewer = steps[Step.REVIEWED].by_user if Step.REVIEWED in steps else run.opened_by
    fee = values.integer("dunning.fee", day)
    return Terms(run, letter, reviewer, fee, day, values, judge_of(services, conn, day, values))


def new_line(terms: Terms, one: Looked) -> NewLine | None:
    """The line of an instalment on the list; None for one that is simply paid."""
    said = terms.judge.verdict(one.facts)
    if said.reason == PAID and not one.left_before:
        return None
    of = one.candidate
    out = said.verdict == LEFT_OUT
    return NewLine(
        run_id=terms.run.run_id,
        claim_key=of.claim_key,
        household_key=of.household_key,
        payer_key=of.payer_key,
        office=one.office,
        due_on=one.due_on,
        open_yen=one.open_yen,
        verdict=said.verdict,
        reason=said.reason,
        relief=one.facts.relief,
        protected=one.facts.protected,
        turns=one.facts.turns,
        owner=said.owner or None if out else None,
        dun_by=_within(terms, said) if out and said.owner else None,
        subject=one.subject,
    )


def _within(terms: Terms, said: Verdict) -> date:
    days = said.within or terms.values.integer("dunning.left_out_days", terms.day)
    return open_on_or_before(terms.day + timedelta(days=days), terms.values)


def out(terms: Terms, claim_key: str, reason: str, said: Verdict | None = None) -> Pulled:
    """A letter taken out: whoever reviewed the list sees to it, unless the table names another; paid needs nobody."""
    if reason == PAID:
        return Pulled(claim_key, PAID, None, None)
    owner = said.owner if said is not None and said.owner else terms.reviewer
    return Pulled(claim_key, reason, owner, _within(terms, said or Verdict(LEFT_OUT, reason, "", 0)))


def look_at(services: Services, conn: Connection, terms: Terms, lines: Iterable[Line]) -> Look:
    """The lines as they stand now."""
    return look(services, conn, terms.run, [line.claim_key for line in lines], terms.values)


def issue(services: Services, uow: UnitOfWork, terms: Terms, lines: Sequence[Line], seen: Look) -> int:
    """Issues the letters of a slice as it was looked at; answers how many lines were settled, pulled ones too.

    What moved since the look stays to be issued: the next slice looks at it anew. One instalment never gets two
    letters: with its ledger locked it is asked once more whether another worker, who took the run for abandoned, has
    issued it meanwhile.
    """
    keys = [line.claim_key for line in lines]
    claims = ledger.claims_locked(uow, keys)
    lines = dunning_lines.still_to_issue(uow.conn, lines)
    revs = keep_households(uow.conn, [line.household_key for line in lines])
    before = dunning_stock.before(uow.conn, terms.run.run_id, keys)
    looked = {one.candidate.claim_key: one for one in seen.lines}
    pulled: list[Pulled] = []
    going: list[tuple[Looked, Claim]] = []
    for line in lines:
        one, claim, key = looked.get(line.claim_key), claims[line.claim_key], (line.claim_key, line.subject)
        if owed(claim, line.subject) <= 0:
            pulled.append(out(terms, line.claim_key, PAID))
        elif key in before and before[key].live:
            pulled.append(out(terms, line.claim_key, "DUNNED"))
        elif one is not None and _as_seen(one, line, claim, revs):
            said = terms.judge.verdict(one.facts)
            if said.verdict == ISSUE:
                going.append((one, claim))
            else:
                pulled.append(out(terms, line.claim_key, said.reason, said))
    made, troubled = _made(services, uow, terms, going, seen.facts)
    pulled += [out(terms, key, HELD) for key in troubled]
    dunning_lines.pull(uow, terms.run.run_id, "ISSUE", pulled)
    _put(uow, terms, made)
    return len(pulled) + len(made)


def _as_seen(one: Looked, line: Line, claim: Claim, revs: Mapping[str, int]) -> bool:
    """Whether nothing moved since the look: neither the household nor what is asked for."""
    same = one.subject == line.subject and one.open_yen == owed(claim, line.subject)
    return same and one.rev == revs[line.household_key]


@dataclass(frozen=True, slots=True)
class _Made:
    slip: BulkSlip
    one: Looked
    letter: str
    keys: dict[str, JSON]
    data: dict[str, JSON]
    template_hash: str


def _made(
    services: Services, uow: UnitOfWork, terms: Terms, going: Sequence[tuple[Looked, Claim]], known: Facts
) -> tuple[list[_Made], list[str]]:
    """The letters with their data, and the instalments of which none can be made."""
    slips, troubled = _slips(uow, terms, going)
    facts = _facts(terms, slips, known)
    known_letters = services.letters_now(uow.conn)
    made = []
    for slip, one, _ in slips:
        letter = LATE_LETTER if one.late else LETTER if one.facts.protected else terms.letter
        keys = _letter_keys(terms, slip, one)
        try:
            data = services.builders[letter].build(keys, Context(terms.day, {}, terms.values, facts, no_table))
        except Refused:
            troubled.append(one.candidate.claim_key)
            continue
        made.append(_Made(slip, one, letter, keys, data, known_letters[letter].on(terms.day).template_hash))
    return made, troubled


def _slips(
    uow: UnitOfWork, terms: Terms, going: Sequence[tuple[Looked, Claim]]
) -> tuple[list[tuple[BulkSlip, Looked, Claim]], list[str]]:
    numbers = dunning_letters.next_numbers(uow.conn, [(one.candidate, one.subject) for one, _ in going])
    designated = terms.run.designated_on
    assert designated is not None  # noqa: S101 - set with the decision, before anything is issued
    found, troubled = [], []
    for one, claim in going:
        key = one.candidate.claim_key
        if key not in numbers:
            troubled.append(key)
            continue
        yen = one.open_yen + fee_of(terms, one.subject)
        last = designated if one.collectable_to is None else min(designated, one.collectable_to)
        number = numbers[key]
        slip = BulkSlip(one.candidate, str(number), number.issue_no, yen, last, number.subject)
        found.append((slip, one, claim))
    return found, troubled


def _facts(terms: Terms, slips: Sequence[tuple[BulkSlip, Looked, Claim]], known: Facts) -> Facts:
    """What was read for the look, and the slips and claims of this transaction."""
    said: dict[FactKey, JSON] = {key: known[key] for key in known}
    for slip, one, claim in slips:
        of = one.candidate
        line = {
            "claim_key": of.claim_key,
            "instalment_no": int(of.claim_key[-2:]),
            "subject": slip.subject,
            "amount": slip.yen,
            "open": one.open_yen,
            "due_on": claim.due_on.isoformat(),
        }
        said[FactKey("payment_slip", slip.collection_no)] = {
            "collection_no": slip.collection_no,
            "levy_year": of.levy_year,
            "notice_no": of.notice_no,
            "amount": slip.yen,
            "issued_on": terms.day.isoformat(),
            "use_by": slip.use_by.isoformat(),
            "superseded_on": None,
            "lines": [line],
        }
        said[FactKey("claim", of.claim_key)] = {
            "claim_key": of.claim_key,
            "household_key": of.household_key,
            "levy_year": of.levy_year,
            "due_on": claim.due_on.isoformat(),
            "levied": claim.levied.total,
            "open": claim.open.total,
            "overpaid": claim.payable.total,
        }
    return Facts(said)


def _letter_keys(terms: Terms, slip: BulkSlip, one: Looked) -> dict[str, JSON]:
    run, of = terms.run, one.candidate
    assert run.designated_on is not None and run.cut_off is not None  # noqa: S101, PT018 - as in `_slips`
    return {
        "household_key": of.household_key,
        "payer_key": of.payer_key,
        "office": NEUTRAL_OFFICE,
        "claim_key": of.claim_key,
        "collection_no": slip.collection_no,
        "dispatch_on": None if run.dispatch_on is None else run.dispatch_on.isoformat(),
        "designated_on": run.designated_on.isoformat(),
        "counted_to": run.cut_off.isoformat(),
        "fee": fee_of(terms, one.subject),
        "relief": one.facts.relief,
        "run_id": run.run_id,
        **({} if one.late is None else _late_keys(one.late)),
    }


def _late_keys(late: FixedLate) -> dict[str, JSON]:
    """What the letter says of the late charge beside the ledger: when it was due, and when the premium was paid."""
    due = None if late.due_on is None else late.due_on.isoformat()
    return {"subject": LATE, "late_yen": late.amount, "late_due_on": due, "paid_on": late.paid_on.isoformat()}


def fee_of(terms: Terms, subject: str) -> int:
    """The fee of a letter in yen: once for an instalment, with the letter for its premium."""
    return 0 if subject == LATE else terms.fee


def _put(uow: UnitOfWork, terms: Terms, made: Sequence[_Made]) -> None:
    """Everything of the slice on record: slips, numbers, letters, lines, the slice itself."""
    if not made:
        return
    year = era_year(terms.day)
    mark = terms.values.text(f"office.{NEUTRAL_OFFICE}.number_mark", terms.day)
    series, codes = f"dunning/{year}", f"{CODES}/{year}"
    numbers = dunning_letters.take_numbers(uow, series, len(made))
    code_numbers = dunning_letters.take_numbers(uow, codes, len(made))
    letters = []
    for one, no, code_no in zip(made, numbers, code_numbers, strict=True):
        number, code = f"{year[1:]}{mark}督第{no}号", f"C{year[1:]}-{code_no:07d}"
        letters.append(_letter(one, number, no, code, code_no))
    dunning_letters.put_slips(uow, [one.slip for one in made], terms.run.event)
    ids = dunning_letters.put_letters(uow, letters, case_id=terms.run.case_id, series=series, codes=codes)
    issued = [
        IssuedLine(one.one.candidate.claim_key, key, one.slip.collection_no, one.slip.yen, content_hash(letter))
        for one, key, letter in zip(made, ids, letters, strict=True)
    ]
    slice_no = dunning_runs.next_slice(uow.conn, terms.run.run_id)
    dunning_letters.lines_issued(uow, terms.run.run_id, slice_no, issued)
    digest = hashlib.sha256("/".join(one.content_hash for one in issued).encode()).hexdigest()
    yen = sum(one.asked_yen for one in issued)
    dunning_runs.add_slice(uow, terms.run.run_id, slice_no, len(issued), yen, digest)


def _letter(made: _Made, number: str, no: int, code: str, code_no: int) -> BulkLetter:
    of = made.one.candidate
    return BulkLetter(
        letter=made.letter,
        household_key=of.household_key,
        payer_key=of.payer_key,
        office=made.one.office,
        protected=made.one.facts.protected,
        keys=made.keys,
        data={**made.data, "number": number, "letter_code": code},
        template_hash=made.template_hash,
        household_rev=made.one.rev,
        number=number,
        number_no=no,
        code=code,
        code_no=code_no,
    )


def content_hash(letter: BulkLetter) -> str:
    """The hash over what a letter says and the form that says it (内容の指紋)."""
    said: Mapping[str, Any] = {"template": letter.template_hash, "data": dict(letter.data)}
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()
