"""Procedures (手続): the versions in force, how many cases run on each version, and what one version is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.services import Services
from server.casework.views import words
from server.domain.forms.model import Lang
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.engine.definition import Procedure
from server.store import cases, procedures, users
from server.store.procedures import ProcedureVersion


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of a procedure; `running` cases go on with it."""

    slug: str
    title: str
    no: int
    hash: str
    valid_from: date
    status: str
    in_force: bool
    running: int
    deployed_by: str
    deployed_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """A procedure with its version in force and the cases that run on any of its versions."""

    slug: str
    title: str
    no: int
    hash: str
    valid_from: date
    running: int
    forms: int
    tables: int
    letters: int
    deployed_by: str
    deployed_at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """A form or a table of a version: its key, its title, how many fields or rows it has."""

    key: str
    title: str
    version: int
    count: int


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """One version: its diagram, forms, tables, letters, and all versions of the procedure."""

    line: VersionLine
    diagram: bytes
    forms: tuple[Part, ...]
    tables: tuple[Part, ...]
    letters: tuple[Part, ...]
    versions: tuple[VersionLine, ...]


def procedures_view(services: Services, caller: Caller) -> tuple[ProcedureLine, ...]:
    """The procedures in force today; for those who may start cases, too. Raises `no_right`."""
    day = services.clock.business_day()
    _require(caller, day)
    with services.database.read() as conn:
        running = cases.running_by_version(conn)
        lines = []
        for version in procedures.current_versions(conn, day):
            procedure = services.catalogue.get(conn, version.hash)
            mine = [one.hash for one in procedures.versions_of(conn, version.slug)]
            names = users.names_of(conn, {version.deployed_by})
            lines.append(
                ProcedureLine(
                    slug=version.slug,
                    title=_title(version, caller.lang),
                    no=version.no,
                    hash=version.hash,
                    valid_from=version.valid_from,
                    running=sum(running.get(one, 0) for one in mine),
                    forms=len(procedure.forms),
                    tables=len(procedure.tables),
                    letters=len(_letters(services, version.slug, day, caller.lang)),
                    deployed_by=names.get(version.deployed_by, version.deployed_by),
                    deployed_at=version.deployed_at,
                )
            )
    return tuple(lines)


def procedure_view(services: Services, caller: Caller, slug: str, version_hash: str | None = None) -> ProcedureView:
    """One version of a procedure, the one in force by default.

    Raises `no_right`, `procedure_not_active`, `version_unknown`.
    """
    day = services.clock.business_day()
    _require(caller, day)
    with services.database.read() as conn:
        version = (
            procedures.current_version(conn, slug, day)
            if version_hash is None
            else procedures.get_version(conn, version_hash)
        )
        if version is None or version.slug != slug:
            raise Refused("procedure_not_active", procedure=slug)
        procedure = services.catalogue.get(conn, version.hash)
        running = cases.running_by_version(conn)
        current = procedures.current_version(conn, slug, day)
        every = procedures.versions_of(conn, slug)
        names = users.names_of(conn, {one.deployed_by for one in every})
    in_force = None if current is None else current.hash
    lines = tuple(_line(one, in_force, running, names, caller.lang) for one in every)
    return ProcedureView(
        line=next(one for one in lines if one.hash == version.hash),
        diagram=procedure.diagram,
        forms=_forms(procedure, caller.lang),
        tables=tuple(Part(key, table.name, 0, len(table.rows)) for key, table in sorted(procedure.tables.items())),
        letters=_letters(services, slug, day, caller.lang),
        versions=lines,
    )


def _require(caller: Caller, day: date) -> None:
    if not (caller.holds(Function.PROCEDURE_VIEW, day) or caller.holds(Function.CASE_START, day)):
        raise Refused("no_right", function=Function.PROCEDURE_VIEW)


def _title(version: ProcedureVersion, lang: Lang) -> str:
    return version.title if lang == "ja" else words.say(words.PROCEDURES, version.slug, lang)


def _line(
    version: ProcedureVersion, in_force: str | None, running: dict[str, int], names: dict[str, str], lang: Lang
) -> VersionLine:
    return VersionLine(
        slug=version.slug,
        title=_title(version, lang),
        no=version.no,
        hash=version.hash,
        valid_from=version.valid_from,
        status=version.status,
        in_force=version.hash == in_force,
        running=running.get(version.hash, 0),
        deployed_by=names.get(version.deployed_by, version.deployed_by),
        deployed_at=version.deployed_at,
        note=version.note,
    )


def _forms(procedure: Procedure, lang: Lang) -> tuple[Part, ...]:
    found = [(key, form_of(procedure, key)) for key in sorted(procedure.forms)]
    return tuple(Part(key, form.title.of(lang), form.version, len(form.fields)) for key, form in found)


def _letters(services: Services, slug: str, day: date, lang: Lang) -> tuple[Part, ...]:
    heads = [
        (key, letter.on(day).head) for key, letter in sorted(services.letters.items()) if key.startswith(f"{slug}/")
    ]
    return tuple(Part(key, head.title_ja if lang == "ja" else head.title_en, 0, head.page_limit) for key, head in heads)
