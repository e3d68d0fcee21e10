"""The workshop as pages show it (手続の工房): drafts, one draft with findings and difference, moves of cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.workshop.compare import Difference, Tree, compare
from server.casework.workshop.drafts import all_files_in, be_present, get, require_draw
from server.casework.workshop.judging import findings_of
from server.casework.workshop.moving import Progress, progress
from server.casework.workshop.parts import (
    VALUES_PATH,
    beside,
    draft_values,
    keys_changed,
    letter_of_path,
    letters_of,
    texts_in_force,
)
from server.casework.workshop.titles import Title, table_titles
from server.casework.workshop.value_rivals import rival_findings
from server.casework.workshop.value_users import users_of
from server.domain.forms.faults import FormFaults
from server.domain.refusals import Refused
from server.engine.findings import Finding
from server.exchange.form_files import load_form
from server.store import procedures, users, workshop, workshop_cases, workshop_releases
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
    names: Mapping[str, str] = field(default_factory=dict)
    """user id → name"""


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
    tables: tuple[tuple[str, str], ...] = ()
    """path, name"""
    forms: tuple[tuple[str, str, str], ...] = ()
    """path, title in both languages"""
    letters: tuple[tuple[str, str, str, bool], ...] = ()
    """id, title in both languages, whether the draft changes its text"""
    may_take_back: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)
    """procedure → its title"""
    names: Mapping[str, str] = field(default_factory=dict)
    """user id → name"""


@dataclass(frozen=True, slots=True)
class MovesView:
    """A procedure's versions with the cases that run on each, and the moves between them."""

    slug: str
    title: str
    versions: tuple[ProcedureVersion, ...]
    running: dict[str, int]
    current: str
    moves: tuple[Move, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    """user id → name"""


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
        names = _names(conn, found)
    return WorkshopView(tuple(sorted(lines, key=lambda one: (one.draft is None, one.title))), closed, names)


def draft_view(services: Services, caller: Caller, draft_id: str) -> DraftView:
    """One draft, the caller noted as present. Raises `draft_not_found`, `no_right`."""
    others = be_present(services, caller, draft_id, "")
    day = services.clock.business_day()
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        base, files = procedures.get_version(conn, draft.base_hash), all_files_in(conn, draft)
        difference = difference_of(services, conn, draft, base, files)
        drawn = [name for name in draft.manifest.values() if base is None or name not in base.manifest.values()]
        drew = workshop.authors(conn, draft, drawn) | {draft.proposed_by}
        found = (*rival_findings(conn, draft), *findings_of(services, conn, draft.slug, files, draft.valid_from))
        running = workshop_cases.count_running(conn, difference.procedures)
        forms, letters = _forms(files), _letters(services, conn, draft, day)
        own_version = draft.released_hash != draft.base_hash
        titles = {one.slug: one.title for one in procedures.current_versions(conn, day)}
        names = _names(conn, [draft])
        back = draft.status == "released" and not own_version and workshop_releases.has_parts(conn, draft_id)
    drawn_by_caller = caller.user_id in drew
    told = (draft, base, found, difference, running, others, drawn_by_caller, day, table_titles(files), forms, letters)
    return DraftView(*told, may_take_back=back, titles=titles, names=names)


def _names(conn: Connection, drafts: Iterable[Draft]) -> dict[str, str]:
    """Those who drew, proposed and decided, by name."""
    ids = {who for one in drafts for who in (one.changed_by, one.proposed_by, one.decided_by) if who}
    return users.names_of(conn, ids)


def _forms(files: dict[str, bytes]) -> tuple[tuple[str, str, str], ...]:
    """The forms of a draft by title; one that cannot be read is told by its name."""
    found = []
    for path, data in files.items():
        if path.startswith("forms/"):
            key = path.removeprefix("forms/").removesuffix(".yaml")
            try:
                title = load_form(data, key).title
                found.append((path, title.ja, title.en))
            except FormFaults:
                found.append((path, key, key))
    return tuple(sorted(found, key=lambda one: one[1]))


def _letters(services: Services, conn: Connection, draft: Draft, day: date) -> tuple[tuple[str, str, str, bool], ...]:
    found = []
    for key, letter in letters_of(services, conn, draft.slug).items():
        head = letter.on(day).head
        changed = any(letter_of_path(path) == key for path in beside(draft.manifest))
        found.append((key, head.title_ja, head.title_en, changed))
    return tuple(found)


def _letter_titles(services: Services, conn: Connection, paths: Iterable[str]) -> dict[str, Title]:
    """Path → title of the letters whose texts a draft changes."""
    known = services.letters_now(conn)
    heads = {path: known[key].latest.head for path in paths if (key := letter_of_path(path)) in known}
    return {path: (f"通知書「{one.title_ja}」", f"Letter “{one.title_en}”") for path, one in sorted(heads.items())}


def difference_of(
    services: Services, conn: Connection, draft: Draft, base: ProcedureVersion | None, files: dict[str, bytes]
) -> Difference:
    """What a draft changes: its diagrams against its version, its letters and values against what is in force."""
    day = services.clock.business_day()
    before = {} if base is None else procedures.files_of(conn, base)
    before |= texts_in_force(services, conn, beside(files), draft.valid_from or day)
    told = {path: data for path, data in files.items() if path != VALUES_PATH}
    new = draft_values(services, conn, files).rows()
    old = services.values(conn).rows()
    difference = compare(Tree(before, old), Tree(told, new), day, _around(conn, draft, day))
    users = {slug for slugs in users_of(conn, keys_changed(files), day).values() for slug in slugs}
    titles = {**difference.titles, **_letter_titles(services, conn, beside(files))}
    return replace(difference, procedures=sorted({*difference.procedures, *users}), titles=titles)


def _around(conn: Connection, draft: Draft, day: date) -> dict[str, bytes]:
    """The diagrams of all procedures in force, where the draft changes a part that others may call."""
    if VALUES_PATH not in draft.manifest and not any("/_shared/" in f"/{path}" for path in draft.manifest):
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
        names = users.names_of(conn, {one.deployed_by for one in versions})
    return MovesView(slug, current.title, versions, running, current.hash, moves, names)


def move_view(services: Services, caller: Caller, move_id: str) -> MoveView:
    """One move. Raises `move_not_found`, `no_right`."""
    told = progress(services, caller, move_id)
    with services.database.read() as conn:
        move = workshop_cases.get_move(conn, move_id)
        assert move is not None  # noqa: S101 - `progress` has found it
        stayed = workshop_cases.rows_of(conn, move_id, "refused", MANY)
        kept = workshop_cases.rows_of(conn, move_id, "kept", MANY)
    return MoveView(move, told, (*stayed, *kept))
