"""Two managers and one diagram to be changed, for the tests of the workshop."""

from __future__ import annotations

import dataclasses
from datetime import date

from server.casework.callers import Caller
from server.casework.workshop.drafts import begin_draft, draft_files, save_files
from server.casework.workshop.releasing import propose
from server.domain.rights import Grant
from server.store.workshop import Draft
from tests.world import World

DIAGRAM = "workflows/enrolment/enrolment.bpmn"
ENTER = "forms/enrolment/enter.yaml"
FUNCTIONS = ("procedure:deploy", "procedure:view", "case:view")


def manager(city: World, name: str) -> Caller:
    """A procedure manager of that id."""
    grants = tuple(Grant(function, "all", date(2000, 1, 1)) for function in FUNCTIONS)
    return dataclasses.replace(city.caller("saeki"), user_id=name, name=name, grants=grants)


def renamed(files: dict[str, bytes], name: str = "別の名前") -> bytes:
    """The diagram with another name of its first person's task."""
    before, _, rest = files[DIAGRAM].partition(b'<bpmn:userTask id="')
    own, _, after = rest.partition(b'name="')
    return before + b'<bpmn:userTask id="' + own + b'name="' + name.encode() + after[after.index(b'"') :]


def drawn(city: World, by: str = "mizuno", name: str = "別の名前") -> Draft:
    """A draft in which one name was changed."""
    draft = begin_draft(city.services, manager(city, by), "enrolment")
    content = renamed(draft_files(city.services, draft), name)
    return save_files(city.services, manager(city, by), draft.draft_id, {DIAGRAM: content}, draft.rev).draft


def proposed(city: World, by: str = "mizuno", name: str = "別の名前") -> Draft:
    """… and proposed for today."""
    draft = drawn(city, by, name)
    day = city.clock.business_day()
    return propose(city.services, manager(city, by), draft.draft_id, draft.rev, day, "名前を分かりやすく")
