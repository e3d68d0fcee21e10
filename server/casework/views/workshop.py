"""The workshop as pages show it (手続の工房): drafts, one draft with findings and difference, moves of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.workshop.compare import Difference, Tree, compare
from server.casework.workshop.drafts import be_present, files_in, get, require_draw
from server.casework.workshop.judging import findings_of
from server.casework.workshop.moving import Progress, progress
from server.domain.refusals import Refused
from server.engine.findings import Finding
from server.store import procedures, workshop, workshop_cases
from server.store.connection import Connection
from server.store.procedures import ProcedureVersion
from server.store.workshop import Draft, Present
from server.store.workshop_cases import Move, MoveRow

MANY = 200


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """A procedure with its draft under way, if there is one."""

    slug: str
    title: str
    no: int
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class WorkshopView:
    """The procedures by title, and the drafts that were decided, newest first."""

    procedures: tuple[ProcedureLine, ...]
    closed: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    """One draft: what the gate says, what differs from its version, whom it touches, who else is at it."""

    draft: Draft
    base: ProcedureVersion | None
    findings: tuple[Finding, ...]
    difference: Difference
    running: dict[str, int]
    others: tuple[Present, ...]
    drew: bool
    """Whether the caller drew or proposed any of it, and so may not release it."""
    today: date


@dataclass(frozen=True, slots=True)
class MovesView:
    """A procedure's versions with the cases that run on each, and the moves between them."""

    slug: str
    title: str
    versions: tuple[ProcedureVersion, ...]
    running: dict[str, int]
    current: str
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class MoveView:
    """One move: how far it is, and what stayed in its version."""

    move: Move
    progress: Progress
    refused: tuple[MoveRow, ...]


def workshop_view(services: Services, caller: Caller) -> WorkshopView:
    """The list of the workshop. Raises `no_right`."""
    require_draw(caller, services)
    with services.database.read() as conn:
        found = workshop.drafts(conn, limit=MANY)
        live = {one.slug: one for one in found if one.status in workshop.LIVE}
        versions = procedures.current_versions(conn, services.clock.business_day())
        lines = [ProcedureLine(one.slug, one.title, one.no, live.get(one.slug)) for one in versions]
        closed = tuple(one for one in found if one.status not in workshop.LIVE)
    return WorkshopView(tuple(sorted(lines, key=lambda one: (one.draft is None, one.title))), closed)


def draft_view(services: Services, caller: Caller, draft_id: str) -> DraftView:
    """One draft, the caller noted as present. Raises `draft_not_found`, `no_right`."""
    others = be_present(services, caller, draft_id, "")
    day = services.clock.business_day()
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        base, files = procedures.get_version(conn, draft.base_hash), files_in(conn, draft)
        before = {} if base is None else procedures.files_of(conn, base)
        values = services.values(conn).rows()
        around = _around(conn, draft, day)
        difference = compare(Tree(before, values), Tree(files, values), day, around)
        drawn = [name for name in draft.manifest.values() if base is None or name not in base.manifest.values()]
        drew = workshop.authors(conn, draft, drawn) | {draft.proposed_by}
        found = tuple(findings_of(services, conn, draft.slug, files))
        running = workshop_cases.count_running(conn, difference.procedures)
    return DraftView(draft, base, found, difference, running, others, caller.user_id in drew, day)


def _around(conn: Connection, draft: Draft, day: date) -> dict[str, bytes]:
    """The diagrams of all procedures in force, where the draft changes a part that others may call."""
    if not any("/_shared/" in f"/{path}" for path in draft.manifest):
        return {}
    wanted: dict[str, str] = {}
    for version in procedures.current_versions(conn, day):
        wanted |= {path: name for path, name in version.manifest.items() if path.endswith(".bpmn")}
    found = procedures.artefacts(conn, wanted.values())
    return {path: found[name] for path, name in wanted.items()}


def moves_view(services: Services, caller: Caller, slug: str) -> MovesView:
    """The versions of a procedure and their cases. Raises `procedure_not_found`, `no_right`."""
    require_draw(caller, services)
    with services.database.read() as conn:
        versions = procedures.versions_of(conn, slug)
        current = procedures.current_version(conn, slug, services.clock.business_day())
        if current is None:
            raise Refused("procedure_not_found", procedure=slug[:60])
        running = workshop_cases.count_by_version(conn, slug)
        moves = workshop_cases.moves_of(conn, slug)
    return MovesView(slug, current.title, versions, running, current.hash, moves)


def move_view(services: Services, caller: Caller, move_id: str) -> MoveView:
    """One move. Raises `move_not_found`, `no_right`."""
    told = progress(services, caller, move_id)
    with services.database.read() as conn:
        move = workshop_cases.get_move(conn, move_id)
        assert move is not None  # noqa: S101 - `progress` has found it
        stayed = workshop_cases.rows_of(conn, move_id, "refused", MANY)
        kept = workshop_cases.rows_of(conn, move_id, "kept", MANY)
    return MoveView(move, told, (*stayed, *kept))
