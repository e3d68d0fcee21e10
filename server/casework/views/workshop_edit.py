"""A draft's diagram as its editor shows it (図の編集): picture, choices, findings, and who else is there."""

from __future__ import annotations

from dataclasses import dataclass

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.workshop.choices import choices_for
from server.casework.workshop.drafts import be_present, files_in, get, require_draw
from server.casework.workshop.judging import findings_of
from server.domain.effects import JSON
from server.domain.forms.model import Lang
from server.domain.refusals import Refused
from server.engine.findings import Finding
from server.engine.safe_xml import as_text
from server.store import users, workshop
from server.store.workshop import Draft, Present

OPEN = "open"


@dataclass(frozen=True, slots=True)
class EditView:
    """One diagram of an open draft; `paths` are all diagrams of the draft."""

    draft: Draft
    path: str
    paths: tuple[str, ...]
    xml: str
    findings: tuple[Finding, ...]
    choices: dict[str, JSON]


@dataclass(frozen=True, slots=True)
class DraftState:
    """Where a draft stands while somebody draws: revision, who saved it, who else is at it (names)."""

    rev: int
    status: str
    changed_by: str
    others: tuple[str, ...]


def open_diagrams(services: Services, caller: Caller, draft_id: str, path: str) -> tuple[Draft, str, tuple[str, ...]]:
    """The draft, the diagram asked for (its own where none is), and all its diagrams.

    Raises `draft_not_found`, `draft_closed`, `draft_proposed`, `draft_path` for a diagram it does not have, `no_right`.
    """
    require_draw(caller, services)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
    if draft.status not in workshop.LIVE:
        raise Refused("draft_closed")
    if draft.status != OPEN:
        raise Refused("draft_proposed")
    paths = tuple(one for one in draft.manifest if one.endswith(".bpmn"))
    own = f"workflows/{draft.slug}/{draft.slug}.bpmn"
    wanted = path or (own if own in paths or not paths else paths[0])
    if wanted not in paths:
        raise Refused("draft_path", path=wanted[:120])
    return draft, wanted, paths


def edit_view(services: Services, caller: Caller, draft_id: str, path: str, lang: Lang) -> EditView:
    """One diagram of an open draft with everything its editor needs. Raises as `open_diagrams`."""
    draft, wanted, paths = open_diagrams(services, caller, draft_id, path)
    with services.database.read() as conn:
        files = files_in(conn, draft)
        found = tuple(findings_of(services, conn, draft.slug, files))
        choices = choices_for(services, conn, draft.slug, files, lang)
    return EditView(draft, wanted, paths, as_text(files[wanted]), found, choices)


def draft_state(services: Services, caller: Caller, draft_id: str, path: str) -> DraftState:
    """What changes while one draws; the caller is noted as being at `path`. Raises `draft_not_found`, `no_right`."""
    others = be_present(services, caller, draft_id, path)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        names = users.names_of(conn, {draft.changed_by, *(one.user_id for one in others)})
    told = tuple(_told(one, names) for one in others)
    return DraftState(draft.rev, draft.status, names.get(draft.changed_by, draft.changed_by), told)


def _told(one: Present, names: dict[str, str]) -> str:
    """水野 花子(enrolment.bpmn)."""
    where = f"({one.path.rpartition('/')[2]})" if one.path else ""
    return f"{names.get(one.user_id, one.user_id)}{where}"
