"""What a person may take in at the counter (受け付けられる手続), and the start form of one procedure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.casework.callers import Caller
from server.casework.catalogue import form_of
from server.casework.household_of_case import household_fact, is_protected
from server.casework.services import Services
from server.casework.start_case import BY_OFFICE, OFFICERS, START
from server.casework.views.around import known_facts
from server.casework.views.prefill import from_register
from server.casework.views.seeing import record_look, require_sight
from server.domain.effects import JSON
from server.domain.forms.model import FormDefinition
from server.domain.forms.tree import Tree
from server.domain.protection import for_few
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.rights import Function, work
from server.store import drafts, procedures
from server.store.connection import Connection

HOUSEHOLD, PERSON = "household_key", "person_key"


@dataclass(frozen=True, slots=True)
class Startable:
    """A procedure in force that begins with a start form."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the household that a start form is about, with the number that the form asks for."""

    key: str
    name: str


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
        found = [one for one in versions if _start_path(one.slug) in one.manifest]
    return tuple(Startable(one.slug, one.title) for one in found if _offered(services, caller, one.slug))


def _offered(services: Services, caller: Caller, slug: str) -> bool:
    """Whether a person may begin it at all: one for few (支援措置), and one of the office alone, need their right."""
    day = services.clock.business_day()
    if for_few(slug):
        return caller.holds(Function.PROTECTED_VIEW, day)
    return slug not in BY_OFFICE or caller.holds(work(OFFICERS[slug]), day)


def start_form(services: Services, caller: Caller, slug: str) -> StartForm:
    """The start form of `slug` as in force today; raises `Refused` with `no_right`, `procedure_not_active`."""
    _require(services, caller)
    if for_few(slug) and not caller.holds(Function.PROTECTED_VIEW, services.clock.business_day()):
        raise Refused("no_right", function=Function.PROTECTED_VIEW)
    with services.database.read() as conn:
        title, form = _form(services, conn, slug)
        draft = drafts.get_draft(conn, caller.user_id, f"{START}:{slug}")
    if draft is None:
        return StartForm(slug, title, form, None, None)
    return StartForm(slug, title, form, draft.answers, draft.saved_at)


def household_on_form(services: Services, caller: Caller, slug: str, household_key: str) -> Tree:
    """What the registers know of a household, for the fields of the start form that have its names (世帯の照会).

    The look is on record. Raises `InputInvalid` (`household_not_found`), `Refused` with `no_right`, `out_of_scope`,
    `protected_person`, `procedure_not_active`; a form that asks for no household is left as it is.
    """
    _require(services, caller)
    day = services.clock.business_day()
    with services.database.read() as conn:
        _, form = _form(services, conn, slug)
        if all(field.name != HOUSEHOLD for field in form.fields):
            return {}
        household = _seen(conn, caller, household_key, day)
        known = from_register(form, known_facts(conn, household_key, day), household_key, day)
    record_look(services, caller, "household.view", "household", household_key, household_key=household_key)
    if len(household["members"]) == 1 and any(field.name == PERSON for field in form.fields):
        known |= {PERSON: str(household["members"][0]["person_key"])}
    return {HOUSEHOLD: household_key} | known


def people_on_form(services: Services, caller: Caller, form: FormDefinition, household_key: str) -> tuple[Person, ...]:
    """The members of a household with their numbers, for a form that asks for one of them; else nobody.

    Nobody, too, for whoever may not see the household: `household_on_form` says why.
    """
    if not household_key or all(field.name != PERSON for field in form.fields):
        return ()
    day = services.clock.business_day()
    with services.database.read() as conn:
        try:
            household = _seen(conn, caller, household_key, day)
        except (Refused, InputInvalid):
            return ()
    return tuple(Person(str(one["person_key"]), str(one["name"])) for one in household["members"])


def _seen(conn: Connection, caller: Caller, household_key: str, day: date) -> Mapping[str, Any]:
    household = household_fact(conn, household_key, day)
    if household is None:
        raise InputInvalid([FieldError(HOUSEHOLD, "household_not_found")])
    office = str(household["office"])
    caller.require(Function.HOUSEHOLD_VIEW, office, day)
    require_sight(caller, office, is_protected(conn, household_key, day), day)
    return household


def _form(services: Services, conn: Connection, slug: str) -> tuple[str, FormDefinition]:
    """Title and start form of the version in force today."""
    version = procedures.current_version(conn, slug, services.clock.business_day())
    if version is None or _start_path(slug) not in version.manifest:
        raise Refused("procedure_not_active", procedure=slug)
    return version.title, form_of(services.catalogue.get(conn, version.hash), f"{slug}/{START}")


def _start_path(slug: str) -> str:
    return f"forms/{slug}/{START}.yaml"


def _require(services: Services, caller: Caller) -> None:
    if not caller.holds(Function.CASE_START, services.clock.business_day()):
        raise Refused("no_right", function=Function.CASE_START)
