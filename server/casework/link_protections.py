"""The residents' register tells of a measure of support (住基の支援措置): masked at once, a case opened, once.

All of it in the transaction that takes the record in, before anything of hers can be printed. That the register no
longer tells of one lifts nothing here: the case is told, and a person looks.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.casework import channels, move_registers
from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.services import Services
from server.casework.start_case import START, begin
from server.domain.effects import JSON, Message
from server.domain.facts import FactKey
from server.domain.forms.answers import read_answers
from server.domain.protection import SLUG
from server.domain.resident_move import PROTECTION_OFF, Move, MovedPerson
from server.store import messages, procedures, protections
from server.store.facts import load_facts
from server.store.unit_of_work import UnitOfWork

KIND = "case_event"


def mask_and_open(
    services: Services, register: Caller, uow: UnitOfWork, source_id: str, move: Move
) -> tuple[str, str] | None:
    """States who is under protection and opens a case for each who has none; the first case's id and number.

    Where the procedure is not in force the flag of the residents' register alone hides her.
    """
    if move.event == PROTECTION_OFF:
        _tell_off(uow, source_id, move)
        return None
    begun = [_open(services, register, uow, source_id, one) for one in _new_ones(uow, move)]
    return next((one for one in begun if one is not None), None)


def _new_ones(uow: UnitOfWork, move: Move) -> Iterator[MovedPerson]:
    """The protected of the record whom no protection and no open case of ours covers yet."""
    hers = [one for one in move.persons if one.protected]
    keys = {one.person_key: FactKey("open_cases", f"{SLUG}/{one.person_key}") for one in hers}
    standing = {one.person_key for one in protections.of_persons(uow.conn, keys, uow.business_day)}
    open_cases = load_facts(uow.conn, keys.values(), on=uow.business_day)
    for one in hers:
        move_registers.state_resident(uow, one, move, event=f"protection:{move.record_no}")
        if one.person_key not in standing and not open_cases[keys[one.person_key]]:
            yield one


def _open(
    services: Services, register: Caller, uow: UnitOfWork, source_id: str, one: MovedPerson
) -> tuple[str, str] | None:
    if procedures.current_version(uow.conn, SLUG, uow.business_day) is None:
        return None
    procedure = services.catalogue.active(uow.conn, SLUG, uow.business_day)
    said: dict[str, JSON] = {
        "channel": channels.LINKED,
        "received_on": uow.business_day.isoformat(),
        "record_number": f"{source_id}/{one.person_key}",
        "person_key": one.person_key,
        "person_name": one.name,
        "person_kana": one.kana,
    }
    answers = read_answers(form_of(procedure, f"{SLUG}/{START}"), said, today=uow.business_day)
    begun = begin(services, register, uow, procedure, answers, channels.Intake(said))
    return begun.case_id, begun.number


def _tell_off(uow: UnitOfWork, source_id: str, move: Move) -> None:
    """The register has ended its measure: its double says so, ours stands until a person lifts it."""
    for one in move.persons:
        move_registers.state_resident(uow, one, move, event=f"protection:{move.record_no}")
        keys = {"person_key": one.person_key, "slug": SLUG}
        told = Message(KIND, f"{source_id}/{one.person_key}/off", keys, {"what": "resident_register_ended"})
        if protections.of_persons(uow.conn, [one.person_key], uow.business_day):
            messages.put_message(uow, told)  # the clock hands it to the case in its next round
