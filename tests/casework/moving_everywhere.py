"""Running cases in the database at every waiting place of a procedure, and versions of it to move them to.

A case is begun by the use cases' own step, on a copy of the diagram whose start leads straight to the place; then its
row says the version itself. So rows, tasks, waits and history are what the server writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import update

from server.casework.advance import advance, begin_case, next_number
from server.casework.claim import claim_task
from server.casework.complete_task import complete_task
from server.casework.save_draft import save_task_draft
from server.casework.wake_cases import wake_one
from server.domain.protection import for_few
from server.domain.rights import Function, work
from server.engine.definition import Procedure, build_procedure
from server.engine.migrate import Clock, clocks, move_state
from server.engine.types import Deliver
from server.store import procedures, tasks
from server.store import tables as t
from server.store.cases import NewCase, lock_case
from server.store.unit_of_work import UnitOfWork
from tests.engine.jumped import (
    INSERTED,
    Files,
    Place,
    files_of,
    leading,
    other_periods,
    places,
    renamed,
    with_a_task_behind,
)
from tests.world import World

BY = "saeki"
PERIOD = "number_check_wait"
PLAIN = """form: {key}
version: 2
title: {{ja: 見る, en: Look}}
sections:
  - title: {{ja: 見る, en: Look}}
    fields:
      - {{name: seen, type: text, max: 40, label: {{ja: 見たもの, en: Seen}}}}
"""
"""What the new version asks at every task, so that any of them can be done in it."""


@dataclass(frozen=True)
class Stood:
    """A case and the place at which it was put."""

    place: Place
    case_id: str


def version_of(city: World, slug: str, files: Files) -> str:
    """These files as a released version; its hash."""
    with city.uow() as uow:
        new, _ = procedures.deploy(uow, slug, files, title=slug, valid_from=uow.business_day)
        uow.audit("procedure.deploy", object_kind="procedure", object_key=new.hash)
    return new.hash


def stood_everywhere(city: World, slug: str, version: str, each: int) -> list[Stood]:
    """As many cases at every waiting place of a procedure; of every second one somebody holds the open task."""
    with city.database.read() as conn:
        own = city.services.catalogue.get(conn, version)
    with city.uow() as uow:
        found = [
            Stood(place, case_id) for place in places(slug) for case_id in _begun(city, uow, own, _jumped(place), each)
        ]
    for one in found[::2]:
        _held(city, one.case_id)
    return found


def _jumped(place: Place) -> Procedure:
    files = files_of(place.slug)
    main = f"workflows/{place.slug}/{place.slug}.bpmn"
    led = {main: leading(files[main], place.call or place.element)}
    if place.call:
        led[place.path] = leading(files[place.path], place.element)
    return build_procedure({**files, **led}, place.slug)


def _begun(city: World, uow: UnitOfWork, own: Procedure, jumped: Procedure, each: int) -> list[str]:
    case_ids, at = [], city.clock.business_now()
    known = city.household("single")
    for _ in range(each):
        new = NewCase(
            number=next_number(uow, at),
            slug=own.slug,
            procedure_hash=own.hash,
            office="chuo",
            household_key=known.key,
            subject_name=known.head.name,
            subject_kana=known.head.kana,
            channel="COUNTER",
            received_on=uow.business_day,
            protected=for_few(own.slug),
        )
        begun = begin_case(city.services, uow, new, {}, jumped, at)
        assert begun is not None
        assert begun.status == "active"
        case = lock_case(uow, begun.case_id)
        assert case is not None
        state = move_state(case.state or b"", own)
        uow.conn.execute(update(t.cases).where(t.cases.c.case_id == case.case_id).values(state=state))
        case_ids.append(case.case_id)
    return case_ids


def everyones_work(city: World, slug: str, version: str) -> None:
    """One clerk may do every task of the procedure."""
    with city.database.read() as conn:
        own = city.services.catalogue.get(conn, version)
    roles = {one.role for one in own.tasks.values()}
    for function in sorted([work(role) for role in roles] + [Function.PROTECTED_VIEW] * for_few(slug)):
        city.grant(BY, function)


def _held(city: World, case_id: str) -> None:
    for task in city.open_tasks(case_id):
        claim_task(city.services, city.caller(BY), task.task_id)
        save_task_draft(city.services, city.caller(BY), task.task_id, {"reason": "打ちかけ"})


def changed(slug: str) -> Files:
    """The procedure with a task behind every waiting place, other periods, and forms that ask little."""
    files = dict(files_of(slug))
    waits: dict[str, list[str]] = defaultdict(list)
    for place in places(slug):
        waits[place.path].append(place.element)
    for path, elements in waits.items():
        name = f"{INSERTED}_{PurePosixPath(path).stem}"
        files[path] = with_a_task_behind(other_periods(files[path], PERIOD), *dict.fromkeys(elements), name=name)
    for path in files:
        if path.startswith("forms/") and path.endswith(".yaml"):
            key = path.removeprefix("forms/").removesuffix(".yaml")
            files[path] = PLAIN.format(key=key).encode()
    return files


def without(slug: str, gone: Iterable[tuple[str, str]]) -> Files:
    """The procedure with these elements, each with its diagram, under other ids."""
    files = dict(files_of(slug))
    for path, element in gone:
        files[path] = renamed(files[path], element)
    return files


def goes_on(city: World, case_id: str) -> None:
    """What stands open is done: by a clerk, a message or the clock."""
    for task in city.open_tasks(case_id):
        complete_task(city.services, city.caller(BY), task.task_id, {})
        return
    case = city.case(case_id)
    with city.database.read() as conn:
        waits = tasks.subscriptions_of(conn, case_id)
    if not waits:
        assert case.next_due_at is not None
        assert wake_one(city.services, case_id, case.next_due_at)
        return
    with city.uow() as uow:
        held = lock_case(uow, case_id)
        assert held is not None
        command = Deliver(waits[0].key, waits[0].kind, {}, BY)
        advance(city.services, uow, held, command, city.clock.business_now())


def running_clocks(city: World, case_id: str) -> list[Clock]:
    """The periods that run in a case."""
    case = city.case(case_id)
    with city.database.read() as conn:
        own = city.services.catalogue.get(conn, case.procedure_hash)
    return clocks(case.state or b"", own, own)
