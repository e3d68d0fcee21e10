"""Putting a procedure live (公開): the gate first, then the files by their content, in force from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.values import DatedValue, value_as_json
from server.engine.definition import read_procedure_files
from server.engine.findings import Finding
from server.store import procedures
from server.store import values as value_store
from server.store.procedures import ProcedureVersion
from server.store.unit_of_work import UnitOfWork
from server.store.workshop_releases import keys_of_the_office

OF_THE_OFFICE = "workshop"
"""The origin of values that the office's own managers released."""


def deploy_procedure(
    services: Services,
    caller: Caller,
    root: Path,
    slug: str,
    *,
    title: str,
    findings: Sequence[Finding],
    valid_from: date | None = None,
    note: str = "",
) -> ProcedureVersion:
    """Keeps the files of `slug` under `root` as its next version; `findings` are the gate's, asked for just before.

    Raises `procedure_findings` when one of them is an error, rights.
    """
    day = services.clock.business_day()
    if not caller.holds(Function.PROCEDURE_DEPLOY, day):
        raise Refused("no_right", function=Function.PROCEDURE_DEPLOY)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise Refused("procedure_findings", count=len(errors), first=errors[0].message_ja)

    def act(uow: UnitOfWork) -> ProcedureVersion:
        files = read_procedure_files(root, slug)
        version, new = procedures.deploy(uow, slug, files, title=title, valid_from=valid_from or day, note=note)
        uow.audit(
            "procedure.deploy",
            object_kind="procedure",
            object_key=version.hash,
            detail={"slug": slug, "no": version.no, "new": new},
        )
        services.catalogue.get(uow.conn, version.hash)  # it must load before it can be in force
        return version

    return run(services, caller, act)


def load_values(services: Services, caller: Caller, rows: Iterable[DatedValue], *, origin: str) -> int:
    """States the dated values of a folder; returns how many were new or changed. Raises `value_file_invalid`.

    A value that the office has changed in its workshop is left alone: what comes anew for it waits as a proposal.
    """
    wanted = list(rows)

    def act(uow: UnitOfWork) -> int:
        own = keys_of_the_office(uow.conn)
        free = [row for row in wanted if row.key not in own]
        changed = value_store.import_values(uow, free, origin=origin, by_event=f"values:{origin}")
        proposed = _propose(uow, [row for row in wanted if row.key in own], origin)
        detail = {"changed": changed, "proposed": proposed}
        uow.audit("values.import", object_kind="values", object_key=origin, detail=detail)
        return changed

    return run(services, caller, act)


def _propose(uow: UnitOfWork, rows: Sequence[DatedValue], origin: str) -> int:
    """Puts before the managers what was never shipped nor proposed before; returns how much."""
    known = value_store.shipped_before(uow.conn, {row.key for row in rows}, OF_THE_OFFICE)
    told = value_store.proposed_before(uow.conn)
    count = 0
    for row in rows:
        value = str(value_as_json(row.value))
        if (row.key, row.valid_from, value) in known or (row.key, row.valid_from.isoformat(), value) in told:
            continue
        value_store.propose_value(uow, value_store.value_row_as_json(row), f"values:{origin}")
        count += 1
    return count
