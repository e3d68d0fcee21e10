"""Files of stop notices for the payers of pensions (特別徴収の各種異動): made once, fetched by people, sent once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.exchange.pension_request import StopLine, write_stops
from server.store import special_stops
from server.store.special_stops import SpecialFile, SpecialStop
from server.store.unit_of_work import UnitOfWork


def make_stop_file(services: Services, caller: Caller) -> SpecialFile | None:
    """Puts every notice that waits into one file; None when none does. Raises `no_right`."""
    caller.require(Function.SPECIAL_RUN, caller.office, services.clock.business_day())

    def act(uow: UnitOfWork) -> SpecialFile | None:
        waiting = special_stops.waiting(uow.conn)
        uow.audit("special.stop_file", object_kind="special_file", object_key=uow.business_day.isoformat())
        if not waiting:
            return None
        content = _content(services, uow, waiting, uow.business_day)
        return special_stops.put_file(uow, waiting, hashlib.sha256(content).hexdigest())

    return run(services, caller, act)


def stop_file(services: Services, caller: Caller, file_id: str) -> tuple[str, bytes]:
    """A file of stop notices: name and bytes. Raises `special_file_unknown`, `special_file_differs`, rights."""
    caller.require(Function.SPECIAL_RUN, caller.office, services.clock.business_day())

    def act(uow: UnitOfWork) -> tuple[str, bytes]:
        found = _file(uow, file_id)
        content = _content(services, uow, special_stops.in_file(uow.conn, file_id), found.made_on)
        if hashlib.sha256(content).hexdigest() != found.file_hash:
            raise Refused("special_file_differs")
        uow.audit("special.file", object_kind="special_file", object_key=file_id, detail={"hash": found.file_hash})
        return f"tokucho-ido-{found.made_on:%Y%m%d}.csv", content

    return run(services, caller, act)


def mark_sent(services: Services, caller: Caller, file_id: str) -> None:
    """The file went out. Raises `special_file_unknown`, `special_step_done`, rights."""
    caller.require(Function.SPECIAL_RUN, caller.office, services.clock.business_day())

    def act(uow: UnitOfWork) -> None:
        _file(uow, file_id)
        if not special_stops.sent(uow, file_id):
            raise Refused("special_step_done")
        uow.audit("special.sent", object_kind="special_file", object_key=file_id)

    run(services, caller, act)


def _file(uow: UnitOfWork, file_id: str) -> SpecialFile:
    found = special_stops.get_file(uow.conn, file_id)
    if found is None:
        raise Refused("special_file_unknown")
    return found


def _content(services: Services, uow: UnitOfWork, stops: Sequence[SpecialStop], made_on: date) -> bytes:
    city = services.values(uow.conn).text("city.code", made_on)
    ordered = sorted(stops, key=lambda one: (one.noted_on, one.stop_id))
    lines = [StopLine(one.pension_number, one.pension_code, one.from_month, one.reason) for one in ordered]
    return write_stops(city, f"{made_on:%Y%m%d}", made_on, lines)
