"""Versions on record and the cases that run on them (版と進行中の案件)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from server.casework.services import Services
from server.domain.refusals import Refused
from server.store import procedures, workshop_cases


def files_by_reference(services: Services, written: str) -> Mapping[str, bytes]:
    """The files of `slug@number`, or of the version in force for `slug@`.

    Raises `Refused("procedure_not_found")`, `procedure_not_active`.
    """
    slug, _, number = written.partition("@")
    with services.database.read() as conn:
        if not number:
            version = procedures.current_version(conn, slug, services.clock.business_day())
            if version is None:
                raise Refused("procedure_not_active", procedure=slug)
        else:
            found = [one for one in procedures.versions_of(conn, slug) if str(one.no) == number]
            if not found:
                raise Refused("procedure_not_found", procedure=written)
            version = found[0]
        return procedures.files_of(conn, version)


def running_cases(services: Services, slugs: Iterable[str]) -> dict[str, int]:
    """How many cases of each procedure are under way."""
    with services.database.read() as conn:
        return workshop_cases.count_running(conn, sorted(slugs))
