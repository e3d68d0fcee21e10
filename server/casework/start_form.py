"""What a person may take in at the counter (受け付けられる手続), and the start form of one procedure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.services import Services
from server.casework.start_case import START
from server.domain.effects import JSON
from server.domain.forms.model import FormDefinition
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import drafts, procedures


@dataclass(frozen=True, slots=True)
class Startable:
    """A procedure in force that begins with a start form."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class StartForm:
    """The start form with what the person had typed into it before (flat names), if anything."""

    slug: str
    title: str
    form: FormDefinition
    draft: Mapping[str, JSON] | None
    draft_saved_at: datetime | None


def startable(services: Services, caller: Caller) -> tuple[Startable, ...]:
    """The procedures of today that a person may take in; raises `Refused("no_right")`."""
    _require(services, caller)
    with services.database.read() as conn:
        versions = procedures.current_versions(conn, services.clock.business_day())
        return tuple(Startable(one.slug, one.title) for one in versions if _start_path(one.slug) in one.manifest)


def start_form(services: Services, caller: Caller, slug: str) -> StartForm:
    """The start form of `slug` as in force today; raises `Refused` with `no_right`, `procedure_not_active`."""
    _require(services, caller)
    with services.database.read() as conn:
        version = procedures.current_version(conn, slug, services.clock.business_day())
        if version is None or _start_path(slug) not in version.manifest:
            raise Refused("procedure_not_active", procedure=slug)
        form = form_of(services.catalogue.get(conn, version.hash), f"{slug}/{START}")
        draft = drafts.get_draft(conn, caller.user_id, f"{START}:{slug}")
    if draft is None:
        return StartForm(slug, version.title, form, None, None)
    return StartForm(slug, version.title, form, draft.answers, draft.saved_at)


def _start_path(slug: str) -> str:
    return f"forms/{slug}/{START}.yaml"


def _require(services: Services, caller: Caller) -> None:
    if not caller.holds(Function.CASE_START, services.clock.business_day()):
        raise Refused("no_right", function=Function.CASE_START)
