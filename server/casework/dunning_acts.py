"""What officers do on a dunning run's page (督促の操作): name who sees to what was left out, apologise (LT-C12)."""

from __future__ import annotations

from datetime import date

from server.casework.callers import Caller
from server.casework.dunning_run import check_assignment
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.work import run
from server.domain.effects import JSON
from server.domain.protection import NEUTRAL_OFFICE
from server.domain.refusals import Refused
from server.domain.rights import ALL, Function
from server.store import dunning_lines, letters
from server.store.dunning_lines import Line
from server.store.letters import NewLetter
from server.store.unit_of_work import UnitOfWork

APOLOGY = "dunning_run/apology"
CAUSES = ("PAID_BEFORE", "WRONG_PERSON", "WRONG_AMOUNT", "NOT_NOTIFIED", "OTHER")
_LONGEST = 400


def assign(services: Services, caller: Caller, run_id: str, claim_key: str, owner: str, dun_by: date | None) -> None:
    """Names the owner and the date of an instalment that was left out, where they are missing.

    Raises rights, `dunning_line_unknown`, `dunning_owner_unknown`, `dunning_dun_by_invalid`,
    `dunning_left_out_without_owner` where nothing was said.
    """

    def act(uow: UnitOfWork) -> None:
        caller.require(Function.DUNNING_RUN, caller.office, uow.business_day)
        line = dunning_lines.get(uow.conn, run_id, claim_key)
        if line is None or line not in dunning_lines.without_owner(uow.conn, run_id):
            raise Refused("dunning_line_unknown")
        named = owner.strip() or None
        check_assignment(uow, named, dun_by, services.values(uow.conn))
        if not dunning_lines.assign(uow, [line], named, dun_by):
            raise Refused("dunning_left_out_without_owner", at_field="owner", left=1)
        detail = {"claim": claim_key, "owner": named, "dun_by": None if dun_by is None else dun_by.isoformat()}
        uow.audit("dunning.assign", object_kind="dunning_run", object_key=run_id, detail=detail)

    run(services, caller, act)


def apologise(services: Services, caller: Caller, run_id: str, claim_key: str, cause: str, explanation: str) -> str:
    """Asks for the apology (お詫び・取消し) of a letter that went out wrongly; answers the apology's id.

    Once for a letter: a second press answers the first. Raises rights, `dunning_apology_not_wrong`,
    `dunning_apology_unexplained`.
    """
    said = explanation.strip()[:_LONGEST]
    if cause not in CAUSES or not said:
        raise Refused("dunning_apology_unexplained", at_field="explanation")
    refuse_in(said, "explanation")

    def act(uow: UnitOfWork) -> str:
        caller.require(Function.DUNNING_RUN, caller.office, uow.business_day)
        line = dunning_lines.get(uow.conn, run_id, claim_key)
        if line is None or line.dispatched_on is None:
            raise Refused("dunning_apology_not_wrong")
        uow.audit(
            "dunning.apologise",
            object_kind="letter",
            object_key=str(line.letter_id),
            household_key=line.household_key,
            detail={"cause": cause},
        )
        return _standing(uow, line) or _asked(uow, line, cause, said)

    made = run(services, caller, act)
    services.wake_printer()
    return made


def _standing(uow: UnitOfWork, line: Line) -> str | None:
    """The apology that was asked for before."""
    found = letters.find_letters(uow.conn, ALL, letter=APOLOGY, household_key=line.household_key)
    same = [one for one in found.items if one.request_keys.get("claim_key") == line.claim_key and one.status != "void"]
    return same[0].letter_id if same else None


def _asked(uow: UnitOfWork, line: Line, cause: str, explanation: str) -> str:
    """Asks for the letter; what it says of the wrong one is read from that."""
    wrong = letters.get_letter(uow.conn, str(line.letter_id))
    assert wrong is not None  # noqa: S101 - a line that was posted bears its letter
    keys: dict[str, JSON] = {
        "household_key": line.household_key,
        "payer_key": line.payer_key,
        "office": NEUTRAL_OFFICE,
        "claim_key": line.claim_key,
        "letter_number": wrong.number,
        "sent_on": str(line.dispatched_on),
        "asked": line.asked_yen,
        "cause": cause,
        "explanation": explanation,
    }
    new = NewLetter(
        "dunning_run/apology",
        wrong.office,
        line.household_key,
        keys,
        "POST",
        person_key=line.payer_key,
        protected=wrong.protected,
    )
    return letters.request_letter(uow, new)
