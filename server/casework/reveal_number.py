"""A look at a My Number (個人番号の照会): one person's, for a purpose of the law, on record before it is shown.

Number Act arts. 9 and 19. The number goes to the one who asked and nowhere else: no log, no list, no case holds it.
"""

from __future__ import annotations

from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.task_rights import require_sight
from server.casework.work import run
from server.domain.facts import FactKey
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import my_numbers
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.households import office_of_household
from server.store.unit_of_work import UnitOfWork

PURPOSES = {
    "identity_check": ("本人確認", "Identity check"),
    "information_link": ("情報連携の照会", "Look-up by information linkage"),
    "correction": ("番号の誤りの調査", "Looking into a wrong number"),
    "statutory_report": ("法定の報告", "Report required by law"),
}


def reveal_number(services: Services, caller: Caller, person_key: str, purpose: str) -> str:
    """The number of a person, 12 digits.

    Raises `purpose_missing` for a purpose that is none, `person_not_found` without a number on record,
    `no_right`/`out_of_scope`, `protected_person`.
    """
    if purpose not in PURPOSES:
        raise Refused("purpose_missing", at_field="purpose")

    def act(uow: UnitOfWork) -> str:
        office, protected = _place(uow.conn, person_key, uow.business_day)
        caller.require(Function.MY_NUMBER_REVEAL, office, uow.business_day)
        require_sight(caller, office, protected, uow.business_day)
        return my_numbers.reveal_number(uow, services.numbers, person_key, purpose=PURPOSES[purpose][0])

    return run(services, caller, act)


def _place(conn: Connection, person_key: str, day: date) -> tuple[str, bool]:
    """The office that answers for the person, and whether he is protected; raises `person_not_found`."""
    known = load_facts(conn, [FactKey("person", person_key)], on=day)
    person = known.get_fact("person", person_key)
    office = None
    if person is not None and person["household_key"] is not None:
        office = office_of_household(conn, str(person["household_key"]), day)
    if person is None or office is None:
        raise Refused("person_not_found")
    return office, bool(person["protected"])
