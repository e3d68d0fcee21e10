"""A diagram drawn elsewhere into a draft (よそで描いた図の取込み): its rewrites are told, accepted, then done."""

from __future__ import annotations

from collections.abc import Iterable

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.surroundings import PERIOD
from server.casework.workshop.choices import SYSTEM
from server.casework.workshop.drafts import Saved, get, require_draw, save_files
from server.domain.refusals import Refused
from server.domain.roles import ROLES
from server.engine.rewrites import Around, Rewrite, rewrites_of, rewritten
from server.engine.safe_xml import XmlRefused, parse
from server.store.connection import Connection
from server.store.workshop import Draft

_DIAGRAM = "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNPlane"
MAX_FOREIGN_BYTES = 600_000  # it travels once through a form
_DAYS = {"days": "P{}D", "months": "P{}M"}


def look_at_foreign(services: Services, caller: Caller, draft_id: str, data: bytes) -> tuple[Draft, list[Rewrite]]:
    """What would be rewritten in a file from elsewhere; nothing is kept.

    Raises `foreign_diagram` for what is no diagram with its picture, `draft_not_found`, rights.
    """
    require_draw(caller, services)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        around = _around(services, conn, draft)
    _require_drawn(data)
    return draft, rewrites_of(data, around)


def take_foreign(
    services: Services, caller: Caller, draft_id: str, data: bytes, accepted: Iterable[str], rev: int
) -> Saved:
    """Puts the file, with the accepted rewrites done, in place of the draft's diagram. Raises as `save_files`, too."""
    require_draw(caller, services)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        around = _around(services, conn, draft)
    _require_drawn(data)
    path = f"workflows/{draft.slug}/{draft.slug}.bpmn"
    return save_files(services, caller, draft_id, {path: rewritten(data, accepted, around)}, rev, how="imported")


def _require_drawn(data: bytes) -> None:
    if len(data) > MAX_FOREIGN_BYTES:
        raise Refused("foreign_diagram", fault="> 600 KB", field="file")
    try:
        root = parse(data)
    except XmlRefused as fault:
        raise Refused("foreign_diagram", fault=f"XML {fault.line or ''}".strip(), field="file") from fault
    if next(root.iter(_DIAGRAM), None) is None:
        raise Refused("foreign_diagram", fault="BPMNDiagram", field="file")


def _around(services: Services, conn: Connection, draft: Draft) -> Around:
    """The named periods of today by how other products write their length; the first name in order wins."""
    day = services.clock.business_day()
    periods: dict[str, str] = {}
    for row in sorted(services.values(conn).rows(), key=lambda one: one.key, reverse=True):
        if row.key.startswith(PERIOD) and row.unit in _DAYS and row.valid_from <= day <= (row.valid_to or day):
            periods[_DAYS[row.unit].format(row.value)] = row.key.removeprefix(PERIOD)
    roles = {word: role.id for role in ROLES.values() for word in (role.ja, role.en, role.id)}
    return Around(draft.slug, periods, {**roles, "自動処理": SYSTEM, SYSTEM: SYSTEM})
