"""Making a letter anew (作り直し): the one before is void (欠番) and a new one follows, from the facts of now.

What a letter says is frozen at its issue and never changed, so a letter that was held after it, or whose household has
moved since, is replaced. A letter that has left the house is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.casework.callers import Caller
from server.casework.issue_letters import issue_one
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.views.seeing import require_sight
from server.casework.work import run
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import incidents, letters
from server.store.letters import Letter, NewLetter
from server.store.unit_of_work import UnitOfWork

_IN_THE_HOUSE = ("issued", "rendered", "held", "released")


@dataclass(frozen=True, slots=True)
class Reissued:
    """The letter that stands now, and whether it is ready to be released."""

    letter_id: str
    rendered: bool


def reissue_letter(services: Services, caller: Caller, letter_id: str, reason: str) -> Reissued:
    """作り直す, with a reason. Raises `reason_missing`, `letter_not_found`, rights, `letter_not_in_state`."""
    if not reason.strip():
        raise Refused("reason_missing", at_field="reason")
    refuse_in(reason, "reason")

    def act(uow: UnitOfWork) -> str:
        letter = _letter(uow, letter_id)
        caller.require(Function.LETTER_RELEASE, letter.office, uow.business_day)
        require_sight(caller, letter.office, letter.protected, uow.business_day)
        return _replace(uow, letter, reason.strip()[:200])

    new = run(services, caller, act)
    return Reissued(new, issue_one(services, new))


def retry_letter(services: Services, caller: Caller, letter_id: str) -> Reissued:
    """Issues a held letter again after a person has mended what held it; the caller's right was asked for before.

    One that was held before anything was frozen keeps its place; any other is replaced.
    """

    def act(uow: UnitOfWork) -> str:
        letter = _letter(uow, letter_id)
        uow.audit("letter.retry", object_kind="letter", object_key=letter_id, case_id=letter.case_id)
        if letter.status != "held":
            raise Refused("letter_not_in_state", count=1)
        return letter_id if letter.data is None else _replace(uow, letter, "止めた分の作り直し")

    now = run(services, caller, act)
    return Reissued(now, issue_one(services, now))


def _replace(uow: UnitOfWork, letter: Letter, reason: str) -> str:
    """Voids the letter and asks for a new one with the same keys."""
    if letter.status not in _IN_THE_HOUSE:
        raise Refused("letter_not_in_state", count=1)
    letters.void_letter(uow, letter.letter_id, reason)
    _settle(uow, letter)
    new = letters.request_letter(
        uow,
        NewLetter(
            letter=letter.letter,
            office=letter.office,
            household_key=letter.household_key,
            request_keys=letter.request_keys,
            delivery=letter.delivery,
            case_id=letter.case_id,
            person_key=letter.person_key,
            protected=letter.protected,
        ),
    )
    uow.audit(
        "letter.reissue",
        object_kind="letter",
        object_key=letter.letter_id,
        case_id=letter.case_id,
        household_key=letter.household_key,
        detail={"new": new, "reason": reason},
    )
    return new


def _settle(uow: UnitOfWork, letter: Letter) -> None:
    """Ends the incident of a held letter: the new one that takes its place has its own, should it be held, too."""
    for one in incidents.open_incidents(uow.conn, frozenset({letter.office}), case_id=letter.case_id):
        if one.object_key == letter.letter_id:
            incidents.close_incident(uow, one.incident_id, "新しい通知書に替えました")


def _letter(uow: UnitOfWork, letter_id: str) -> Letter:
    letter = letters.get_letter(uow.conn, letter_id)
    if letter is None:
        raise Refused("letter_not_found")
    return letter
