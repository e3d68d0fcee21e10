"""A difference on two pictures (図の上の違い): changes by numbers that stand on the diagrams and in the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views.workshop import difference_of
from server.casework.workshop.compare import Difference, Tree, compare
from server.casework.workshop.drafts import all_files_in, get, require_draw
from server.casework.workshop.titles import Title
from server.domain.refusals import Refused
from server.engine.difference_types import Change
from server.store import procedures
from server.store.connection import Connection
from server.store.procedures import ProcedureVersion


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands at one element of one picture: the numbers of its changes, and the weightiest kind of them."""

    element: str
    kind: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """One sentence with its number, and the elements that bear it on the pictures."""

    number: int
    change: Change
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PicturesView:
    """Two diagrams with what differs; `old` and `new` are empty where the diagram is not on that side.

    `base` and `other` say the versions as numbers (0: a draft), `beside` what differs outside this diagram.
    """

    slug: str
    title: str
    path: str
    paths: tuple[str, ...]
    base: ProcedureVersion | None
    other: ProcedureVersion | None
    old: bool
    new: bool
    numbered: tuple[Numbered, ...]
    before: tuple[Mark, ...]
    after: tuple[Mark, ...]
    beside: tuple[Change, ...]
    titles: Mapping[str, Title] = field(default_factory=dict)
    """file → its name as people know it, of what differs"""


_WEIGHTS = ("added", "removed", "changed", "moved", "layout")
_OLD_ONLY, _NEW_ONLY = "removed", "added"


def draft_pictures(services: Services, caller: Caller, draft_id: str, path: str) -> PicturesView:
    """A draft beside the version that it began with. Raises `draft_not_found`, `draft_path`, `no_right`."""
    require_draw(caller, services)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        base, files = procedures.get_version(conn, draft.base_hash), all_files_in(conn, draft)
        told = difference_of(services, conn, draft, base, files)
        before = {} if base is None else base.manifest
    chosen, paths = _chosen(draft.slug, path, before, draft.manifest, told.changes)
    return _view(draft.slug, draft.title, chosen, paths, (base, None), (before, draft.manifest), told)


def version_pictures(
    services: Services, caller: Caller, slug: str, old: str, new: str, path: str
) -> tuple[PicturesView, tuple[ProcedureVersion, ...]]:
    """Two versions of a procedure by hash, and all its versions, newest first; without hashes the last two.

    Raises `procedure_not_found`, `not_found` for a hash that is none of them, `draft_path`, `no_right`.
    """
    require_draw(caller, services)
    with services.database.read() as conn:
        versions = procedures.versions_of(conn, slug)
        if not versions:
            raise Refused("procedure_not_found", procedure=slug[:60])
        after = _named(versions, new) or versions[0]
        before = _named(versions, old) or _before(versions, after)
        rows = services.values(conn).rows()  # the same on both sides: they say how long a named period is
        trees = [Tree(procedures.files_of(conn, one), rows) for one in (before, after)]
    day = services.clock.business_day()
    told = compare(trees[0], trees[1], day)
    chosen, paths = _chosen(slug, path, before.manifest, after.manifest, told.changes)
    sides = (before.manifest, after.manifest)
    return _view(slug, after.title, chosen, paths, (before, after), sides, told), versions


def diagram_in_version(services: Services, caller: Caller, version_hash: str, path: str) -> bytes:
    """A diagram of a version. Raises `not_found`, `no_right`."""
    require_draw(caller, services)
    with services.database.read() as conn:
        version = procedures.get_version(conn, version_hash)
        return _diagram(conn, {} if version is None else version.manifest, path)


def diagram_in_draft(services: Services, caller: Caller, draft_id: str, path: str) -> bytes:
    """A diagram of a draft as it stands now. Raises `draft_not_found`, `not_found`, `no_right`."""
    require_draw(caller, services)
    with services.database.read() as conn:
        return _diagram(conn, get(conn, draft_id).manifest, path)


def _diagram(conn: Connection, manifest: Mapping[str, str], path: str) -> bytes:
    name = manifest.get(path)
    if name is None or not path.endswith(".bpmn"):
        raise Refused("not_found")
    return procedures.artefacts(conn, [name])[name]


def _named(versions: Sequence[ProcedureVersion], wanted: str) -> ProcedureVersion | None:
    if not wanted:
        return None
    found = next((one for one in versions if one.hash == wanted), None)
    if found is None:
        raise Refused("not_found")
    return found


def _before(versions: Sequence[ProcedureVersion], after: ProcedureVersion) -> ProcedureVersion:
    """The version before this one; the first has none but itself."""
    return next((one for one in versions if one.no < after.no), after)


def _chosen(
    slug: str, path: str, old: Mapping[str, str], new: Mapping[str, str], changes: Iterable[Change]
) -> tuple[str, tuple[str, ...]]:
    """The diagram asked for, else the procedure's own if it differs, else the first that does; and all diagrams."""
    paths = tuple(sorted(one for one in {*old, *new} if one.endswith(".bpmn")))
    if path:
        if path not in paths:
            raise Refused("draft_path", path=path[:120])
        return path, paths
    changed = [one.path for one in changes if one.path in paths]
    own = f"workflows/{slug}/{slug}.bpmn"
    if own in changed or (own in paths and not changed):
        return own, paths
    return next(iter([*changed, *paths]), ""), paths


def _view(
    slug: str,
    title: str,
    path: str,
    paths: tuple[str, ...],
    versions: tuple[ProcedureVersion | None, ProcedureVersion | None],
    sides: tuple[Mapping[str, str], Mapping[str, str]],
    told: Difference,
) -> PicturesView:
    own = [one for one in told.changes if one.path == path]
    ids = {one.old: one.new for one in own if one.what == "@id" and one.old and one.new}
    numbered = tuple(
        Numbered(number, one, tuple(dict.fromkeys(filter(None, (one.element, ids.get(one.element, ""))))))
        for number, one in enumerate(own, 1)
    )
    return PicturesView(
        slug,
        title,
        path,
        paths,
        *versions,
        old=path in sides[0],
        new=path in sides[1],
        numbered=numbered,
        before=_marks(numbered, {}, _NEW_ONLY),
        after=_marks(numbered, ids, _OLD_ONLY),
        beside=tuple(one for one in told.changes if one.path != path),
        titles=told.titles,
    )


def _marks(numbered: Iterable[Numbered], ids: Mapping[str, str], absent: str) -> tuple[Mark, ...]:
    """The marks of one picture; an element whose id was changed bears them under its id of that side."""
    found: dict[str, list[Numbered]] = {}
    for one in numbered:
        gone = one.change.what == "element" and one.change.kind == absent
        if one.change.element and not gone:
            found.setdefault(ids.get(one.change.element, one.change.element), []).append(one)
    return tuple(Mark(key, _kind(ones), tuple(one.number for one in ones)) for key, ones in found.items())


def _kind(ones: Sequence[Numbered]) -> str:
    """The weightiest kind; a property that came or went changes its element and does not bring or take it."""
    kinds = {_of_element(one.change) for one in ones}
    return next(kind for kind in _WEIGHTS if kind in kinds)


def _of_element(change: Change) -> str:
    return change.kind if change.what == "element" or change.kind in ("moved", "layout") else "changed"
