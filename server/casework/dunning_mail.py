"""Dunning letters on their way out (督促状の引渡し・引抜き・発送): three doors, each with a last look.

Whoever paid until the hand-over is pulled and the number is void; whoever pays until the posting stands on the pull
list for the printer; whoever pays later crossed with the letter (行き違い).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from server.casework.dunning_look import look, no_table
from server.casework.dunning_slices import Terms, fee_of, out, terms_of
from server.casework.numbers_in import refuse_in
from server.casework.safe_addresses import opened
from server.casework.services import Services
from server.domain.dunning import designated_date, is_late, open_on_or_before, seizure_possible_from
from server.domain.dunning_run import HELD, ISSUE, MOVED, PAID, Step, check_step
from server.domain.effects import JSON
from server.domain.ledger.acts import added
from server.domain.ledger.kinds import Kind
from server.domain.limitation import Act
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.store import assessments, dispatches, dunning_letters, dunning_lines, dunning_runs, ledger, letters
from server.store.dunning_letters import LetterState
from server.store.dunning_lines import PRINCIPAL, Line, Pulled
from server.store.dunning_runs import DunningRun
from server.store.facts import load_facts
from server.store.households import keep_households
from server.store.ledger import Origin
from server.store.unit_of_work import UnitOfWork

_WAITING = ("requested", "issued")
_SLICE = 500
_LONGEST = 40
VOID = "引抜き"


def hand_over(services: Services, uow: UnitOfWork, run: DunningRun) -> None:
    """Every letter once more: its household's guard, its ledger, its holds, its address. What moved is pulled.

    Raises `dunning_letters_not_ready`, `dunning_nothing_to_hand_over`.
    """
    check_step(Step.HANDED_OVER, dunning_runs.steps_of(uow.conn, run.run_id))
    terms, states = terms_of(services, uow.conn, run), dunning_letters.states(uow.conn, run.run_id)
    waiting = sum(state.status in _WAITING for state in states)
    if waiting:
        raise Refused("dunning_letters_not_ready", left=waiting)
    lines = {line.claim_key: line for line in dunning_lines.in_house(uow.conn, run.run_id)}
    revs = _revs(uow, states)
    reasons = _moved(services, uow, terms, lines.values())
    for state in states:
        if state.status == "held":
            reasons.setdefault(state.claim_key, HELD)
        elif revs[state.household_key] != state.household_rev:
            reasons.setdefault(state.claim_key, MOVED)
        elif state.protected and not _safe(services, uow, state):
            reasons.setdefault(state.claim_key, "PROTECTED_ADDRESS")
    _pull(uow, terms, lines, reasons, "HAND_OVER")
    decided = dunning_runs.steps_of(uow.conn, run.run_id)[Step.DECIDED]
    count = dunning_letters.hand_over(uow, run.run_id, decided.by_user, decided.done_at)
    if not count:
        raise Refused("dunning_nothing_to_hand_over")
    going = [line for key, line in lines.items() if key not in reasons]
    detail = {
        "letters": count,
        "yen": sum(line.asked_yen or 0 for line in going),
        "pulled": len(reasons),
        "index": _digest(going),
    }
    _step(uow, run, Step.HANDED_OVER, detail)


def _revs(uow: UnitOfWork, states: Iterable[LetterState]) -> dict[str, int]:
    homes, found = sorted({state.household_key for state in states}), dict[str, int]()
    for start in range(0, len(homes), _SLICE):
        found |= keep_households(uow.conn, homes[start : start + _SLICE])
    return found


def _moved(services: Services, uow: UnitOfWork, terms: Terms, lines: Iterable[Line]) -> dict[str, str]:
    """The lines that may not go out any more, and why: paid, asked for another amount, or held since."""
    some, found = list(lines), dict[str, str]()
    for start in range(0, len(some), _SLICE):
        part = {line.claim_key: line for line in some[start : start + _SLICE]}
        ledger.claims_locked(uow, part)
        seen = {one.candidate.claim_key: one for one in look(services, uow.conn, terms.run, part, terms.values).lines}
        for key, line in part.items():
            one = seen.get(key)
            if one is None or one.subject != line.subject or one.open_yen <= 0:
                found[key] = PAID
                continue
            said = terms.judge.verdict(one.facts)
            if said.verdict != ISSUE:
                found[key] = said.reason
            elif one.open_yen + fee_of(terms, line.subject) != line.asked_yen:
                found[key] = "AMOUNT_CHANGED"
    return found


def _safe(services: Services, uow: UnitOfWork, state: LetterState) -> bool:
    """Whether a letter to a protected household still goes where it may (支援措置, published mistake PM14)."""
    letter = letters.get_letter(uow.conn, state.letter_id)
    if letter is None or letter.data is None:
        return False
    builder, day = services.builders[letter.letter], uow.business_day
    facts = opened(services, load_facts(uow.conn, builder.needs(letter.request_keys), on=day))
    try:
        now = builder.build(letter.request_keys, Context(day, {}, services.values(uow.conn), facts, no_table))
    except Refused:
        return False
    return all(letter.data.get(slot) == now.get(slot) for slot in ("addressee", "contact"))


def _pull(uow: UnitOfWork, terms: Terms, lines: Mapping[str, Line], reasons: Mapping[str, str], door: str) -> None:
    pulled: list[Pulled] = [out(terms, key, why) for key, why in sorted(reasons.items())]
    dunning_letters.void(uow, [str(lines[key].letter_id) for key in reasons], VOID)
    dunning_lines.pull(uow, terms.run.run_id, door, pulled)


def _digest(lines: Iterable[Line]) -> str:
    said = "/".join(f"{line.letter_id}:{line.content_hash}" for line in lines)
    return hashlib.sha256(said.encode()).hexdigest()


def pull(services: Services, uow: UnitOfWork, run: DunningRun) -> None:
    """引抜き at the printer: who paid or moved since the hand-over. The list goes there and comes back signed."""
    steps = dunning_runs.steps_of(uow.conn, run.run_id)
    check_step(Step.POSTED, steps)
    terms = terms_of(services, uow.conn, run)
    lines = {line.claim_key: line for line in dunning_lines.at_printer(uow.conn, run.run_id)}
    reasons = _moved(services, uow, terms, lines.values())
    for line in lines.values():
        if line.protected and line.claim_key not in reasons and not _still_safe(services, uow, line):
            reasons[line.claim_key] = "PROTECTED_ADDRESS"
    _pull(uow, terms, lines, reasons, "PRINTER")
    told = {"pulled": len(reasons), "at_printer": len(lines) - len(reasons)}
    uow.audit("dunning.pull", object_kind="dunning_run", object_key=run.run_id, case_id=run.case_id, detail=told)


def _still_safe(services: Services, uow: UnitOfWork, line: Line) -> bool:
    state = LetterState(str(line.letter_id), line.claim_key, line.household_key, "handed_over", 0, True)
    return _safe(services, uow, state)


def post(services: Services, uow: UnitOfWork, run: DunningRun, payload: Mapping[str, JSON]) -> None:
    """発送 by the post office's slip: its count is what was handed over less what was pulled (PM09).

    From the day of posting on the dates count. A closed day counts as the open day before it. Raises
    `dispatch_slip_missing`, `dispatch_slip_known`, `dunning_posted_on_invalid`, `dunning_mail_count_differs`,
    `dunning_designated_too_near`.
    """
    steps, values = dunning_runs.steps_of(uow.conn, run.run_id), services.values(uow.conn)
    check_step(Step.POSTED, steps)
    slip_no = str(payload["slip_no"]).strip()[:_LONGEST]
    _refuse_slip(uow, slip_no)
    handed = steps[Step.HANDED_OVER]
    said = date.fromisoformat(str(payload["posted_on"]))
    if not handed.on_day <= said <= uow.business_day:
        raise Refused("dunning_posted_on_invalid", at_field="posted_on", handed=handed.on_day.isoformat())
    lines = dunning_lines.at_printer(uow.conn, run.run_id)
    _refuse_count(uow, run, int(payload["count"]), len(lines))
    on = open_on_or_before(said, values)
    designated = _designated(run, on, values)
    trace = seizure_possible_from(on, designated, values).as_json()
    pulled = int(handed.detail["letters"]) - len(lines)
    dunning_letters.posted(uow, run.run_id, slip_no, "hq", on, pulled)
    dunning_lines.posted(uow, run.run_id, on, designated, trace)
    premiums = [line for line in lines if line.subject == PRINCIPAL]  # a late charge has no clock of its own (M6)
    dunning_letters.put_acts(uow, [line.claim_key for line in premiums], str(Act.DUNNING), on, run.event)
    _post_fees(services, uow, run, premiums, on)
    late = sum(is_late(line.due_on, on, values) for line in lines)
    detail = {"slip_no": slip_no, "count": len(lines), "pulled": pulled, "posted_on": on.isoformat(), "late": late}
    _step(uow, run, Step.POSTED, detail | {"seizure": trace})


def _refuse_slip(uow: UnitOfWork, slip_no: str) -> None:
    if not slip_no:
        raise Refused("dispatch_slip_missing", at_field="slip_no")
    refuse_in(slip_no, "slip_no")
    if dispatches.slip_stands(uow.conn, slip_no):
        raise Refused("dispatch_slip_known", at_field="slip_no", slip=slip_no)


def _refuse_count(uow: UnitOfWork, run: DunningRun, count: int, expected: int) -> None:
    if count == expected and expected:
        return
    handed = int(dunning_runs.steps_of(uow.conn, run.run_id)[Step.HANDED_OVER].detail["letters"])
    told = {"count": count, "handed": handed, "pulled": handed - expected, "expected": expected}
    raise Refused("dunning_mail_count_differs", at_field="count", **told)


def _designated(run: DunningRun, on: date, values: Any) -> date:
    """The printed date, which must leave the days that the ordinance gives from the real day of posting."""
    assert run.designated_on is not None  # noqa: S101 - set with the decision, before anything is handed over
    needed = designated_date(on, run.due_on if run.kind == dunning_runs.DUE else on, values)
    if run.designated_on < needed:
        days = values.integer("dunning.designated_days", on)
        told = {"day": on.isoformat(), "printed": run.designated_on.isoformat(), "days": days}
        raise Refused("dunning_designated_too_near", at_field="posted_on", **told)
    return run.designated_on


def _post_fees(services: Services, uow: UnitOfWork, run: DunningRun, lines: Iterable[Line], on: date) -> None:
    """The fee (督促手数料) becomes owed with the posting, in the accounting year of its principal; its 調定票 waits."""
    fee = terms_of(services, uow.conn, run).fee
    if not fee:
        return
    claims = ledger.claims_locked(uow, [line.claim_key for line in lines])
    postings = [one for claim in claims.values() for one in added(claim, Kind.DUNNING_FEE, fee, on)]
    ledger.write(uow, postings, Origin(run.event, run.case_id))
    assessments.assess(uow, run.event, by_event=run.event)


def _step(uow: UnitOfWork, run: DunningRun, which: Step, detail: Mapping[str, Any]) -> None:
    dunning_runs.put_step(uow, run.run_id, which, detail)
    told = {key: value for key, value in detail.items() if key != "seizure"} | {"step": which}
    uow.audit("dunning.step", object_kind="dunning_run", object_key=run.run_id, case_id=run.case_id, detail=told)
