"""Linked systems as users of the API (連携システム): an ID of their own, asked for by a person, with their own grants.

A linked system has no password and never logs in; it comes with a token. It may do what its grants say in the offices
they name and until they end, and never what a named person must do: check, decide, release, give rights.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from server.casework.callers import Caller
from server.casework.issue_token import read_grant
from server.casework.services import Services
from server.casework.work import run
from server.domain.refusals import Refused
from server.domain.rights import Grant
from server.store import grants, offices, users
from server.store.unit_of_work import UnitOfWork
from server.store.users import NewUser

_ID = re.compile(r"[a-z][a-z0-9-]{1,30}")
_SYSTEM = "system"


def register_system(
    services: Services,
    caller: Caller,
    system_id: str,
    *,
    name: str,
    office: str,
    allowed: Iterable[str],
    until: date,
    requested_by: str,
) -> None:
    """Issues the ID of a linked system with its grants (`function@office`), all until the day `until` (exclusive).

    For one that stands already the grants are replaced. Raises `system_id_invalid`, `staff_number_taken` (the ID is a
    person's), `person_not_found` (nobody to ask for it), `grant_unknown`, `system_cannot_decide`, `not_an_option`.
    """
    if _ID.fullmatch(system_id) is None:
        raise Refused("system_id_invalid", at_field="system_id")

    def act(uow: UnitOfWork) -> None:
        _require_people(uow, requested_by)
        if offices.get_office(uow.conn, office) is None:
            raise Refused("not_an_option", at_field="office")
        standing = users.get_user(uow.conn, system_id)
        if standing is None:
            users.issue_user(uow, _new(uow, system_id, name, office, until, requested_by))
        elif standing.kind != _SYSTEM or standing.disabled_at is not None:
            raise Refused("staff_number_taken", staff_number=system_id)
        else:
            users.change_user(uow, system_id, name=name, office=office, valid_to=until)
        told = _replace_grants(uow, system_id, allowed, until, requested_by)
        uow.audit("system.register", object_kind="user", object_key=system_id, detail={"grants": told})

    run(services, caller, act)


def disable_system(services: Services, caller: Caller, system_id: str) -> None:
    """Ends a linked system for good, with all its tokens; raises `person_not_found`."""

    def act(uow: UnitOfWork) -> None:
        standing = users.get_user(uow.conn, system_id)
        if standing is None or standing.kind != _SYSTEM:
            raise Refused("person_not_found")
        users.disable_user(uow, system_id)
        uow.audit("user.disable", object_kind="user", object_key=system_id)

    run(services, caller, act)


def _require_people(uow: UnitOfWork, requested_by: str) -> None:
    asking = users.get_user(uow.conn, requested_by)
    if asking is None or asking.kind == _SYSTEM or not asking.works_on(uow.business_day):
        raise Refused("person_not_found", at_field="requested_by")


def _new(uow: UnitOfWork, system_id: str, name: str, office: str, until: date, requested_by: str) -> NewUser:
    return NewUser(
        user_id=system_id,
        staff_number=f"SYS-{system_id}",
        name=name,
        name_kana="",
        office=office,
        kind=_SYSTEM,
        title="連携システム",
        valid_from=uow.business_day,
        valid_to=until,
        requested_by=requested_by,
    )


def _replace_grants(
    uow: UnitOfWork, system_id: str, allowed: Iterable[str], until: date, requested_by: str
) -> list[str]:
    before = [one.grant_id for one in grants.grant_rows(uow.conn, system_id) if one.ended_at is None]
    grants.end_grants(uow, before)
    wanted = sorted({read_grant(uow.conn, text) for text in allowed})
    given = [Grant(function, office, uow.business_day, until) for function, office in wanted]
    grants.give(uow, system_id, given, requested_by=requested_by)
    return [f"{function}@{office}" for function, office in wanted]
