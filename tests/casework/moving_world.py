"""Cases of enrolment at every waiting place, and a released version with another step and another period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select

from server.casework.claim import claim_task
from server.casework.save_draft import save_task_draft
from server.casework.wake_cases import wake_due
from server.casework.workshop.drafts import begin_draft, draft_files, save_files
from server.casework.workshop.releasing import propose, release
from server.store import drafts, procedures
from server.store import tables as t
from server.store.cases import Case
from server.store.history import HistoryRow
from server.store.tasks import Task
from tests.casework.workshop_people import DIAGRAM, manager
from tests.world import World

NEW_FORM = "forms/enrolment/look_again.yaml"
FORM = """form: enrolment/look_again
version: 1
title: {ja: もう一度見る, en: Look again}
sections:
  - title: {ja: 確認, en: Look}
    fields:
      - {name: seen, type: text, max: 40, label: {ja: 見たもの, en: Seen}}
""".encode()

_TASK = """<bpmn:userTask id="look_again" name="入力をもう一度見る">
      <bpmn:incoming>enter_to_look_again</bpmn:incoming>
      <bpmn:outgoing>enter_to_enter_gate</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="enter_to_look_again" sourceRef="enter" targetRef="look_again" />
    <bpmn:exclusiveGateway id="enter_gate\""""

_DRAWN = """<bpmndi:BPMNShape id="look_again_di" bpmnElement="look_again">
        <dc:Bounds x="40" y="40" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="enter_to_look_again_di" bpmnElement="enter_to_look_again">
        <di:waypoint x="300" y="80" /><di:waypoint x="140" y="80" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>"""


def changed(files: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """The diagram with a task directly behind `enter` and 30 days for papers instead of 14 open ones."""
    text = files[DIAGRAM].decode()
    for old, new in (
        ("<bpmn:outgoing>enter_to_enter_gate</bpmn:outgoing>\n    </bpmn:userTask>", None),
        ('id="enter_to_enter_gate" sourceRef="enter"', 'id="enter_to_enter_gate" sourceRef="look_again"'),
        ('<bpmn:exclusiveGateway id="enter_gate"', _TASK),
        ("<bpmn:flowNodeRef>enter</bpmn:flowNodeRef>", None),
        (">document_wait<", ">number_check_wait<"),
        ("</bpmndi:BPMNPlane>", _DRAWN),
        ('name="届出内容を入力する"', 'name="届出の内容を入力する"'),
    ):
        assert old in text, old
        text = text.replace(old, new or _with_more(old), 1)
    return {DIAGRAM: text.encode(), NEW_FORM: FORM}


def _with_more(old: str) -> str:
    if "flowNodeRef" in old:
        return f"{old}<bpmn:flowNodeRef>look_again</bpmn:flowNodeRef>"
    return old.replace("enter_to_enter_gate", "enter_to_look_again")


def released(city: World, files: Mapping[str, bytes | None] | None = None) -> tuple[str, str]:
    """The hashes of the version in force before, and of the new one."""
    with city.uow() as uow:
        base = procedures.current_version(uow.conn, "enrolment", uow.business_day)
        assert base is not None
        before = procedures.files_of(uow.conn, base)
        wanted = {**before, **(files or changed(before))}
        kept = {path: data for path, data in wanted.items() if data is not None}
        new, _ = procedures.deploy(uow, "enrolment", kept, title=base.title, valid_from=uow.business_day)
        uow.audit("procedure.deploy", object_kind="procedure", object_key=new.hash)
    return base.hash, new.hash


def released_by_two(city: World) -> tuple[str, str]:
    """As `released`, drawn and released by two managers through the gate."""
    draft = begin_draft(city.services, manager(city, "mizuno"), "enrolment")
    edits = changed(draft_files(city.services, draft))
    saved = save_files(city.services, manager(city, "mizuno"), draft.draft_id, edits, draft.rev)
    assert [one for one in saved.findings if one.severity == "error"] == []
    day = city.clock.business_day()
    ready = propose(city.services, manager(city, "mizuno"), draft.draft_id, saved.draft.rev, day, "もう一度見る")
    new = release(city.services, manager(city, "hayashi"), ready.draft_id, ready.rev).version
    return draft.base_hash, new.hash


def _identity(city: World) -> str:
    return city.start("single").case_id


def _entry(city: World) -> str:
    return city.identified("single")


def _papers(city: World, household: str = "single") -> str:
    return city.entered(household, evidence=["notification"])


def _check(city: World) -> str:
    return city.entered("family")


def _judge(city: World) -> str:
    """Papers that never came: both periods have run out."""
    case_id = _papers(city, "rare")
    for _ in range(2):
        due = city.case(case_id).next_due_at
        assert due is not None
        city.clock.moments.append(max(due, city.clock.wall_now()) + timedelta(minutes=1))
        wake_due(city.services)
    return case_id


PLACES: Mapping[str, Callable[[World], str]] = {
    "judge": _judge,
    "check_identity": _identity,
    "enter": _entry,
    "receive_documents": _papers,
    "check": _check,
}
"""In this order: one of them moves the clock."""


def like(city: World, case_id: str, number: int) -> str:
    """One more case like this one, row by row: as many as one likes, at places where a second notification of the same
    people is refused."""
    name = f"{case_id[:-6]}{number:06d}"
    with city.database.engine.begin() as conn:
        tasks = {}
        for table in (t.cases, t.tasks, t.subscriptions, t.history, t.case_steps):
            for row in conn.execute(select(table).where(table.c.case_id == case_id)).mappings().all():
                copy = dict(row) | {"case_id": name}
                if table is t.cases:
                    copy |= {"number": f"{row['number']}-{number}", "once_key": None}
                elif table is t.tasks:
                    tasks[row["task_id"]] = copy["task_id"] = f"{row['task_id'][:-6]}{number:06d}"
                conn.execute(insert(table).values(copy))
        for old, new in tasks.items():
            for row in conn.execute(select(t.drafts).where(t.drafts.c.draft_key == f"task:{old}")).mappings().all():
                conn.execute(insert(t.drafts).values(dict(row) | {"draft_key": f"task:{new}"}))
    return name


@dataclass(frozen=True)
class Seen:
    """All of a case that a move must keep."""

    case: Case
    tasks: tuple[Task, ...]
    drafts: Mapping[str, Mapping[str, object]]
    history: tuple[HistoryRow, ...]


def taken(city: World, case_id: str) -> None:
    """Somebody holds the case's open task and has half-typed answers in it."""
    (task,) = city.open_tasks(case_id)
    by = next(one for one in ("saeki", "okamura", "utsumi", "kuroda") if _may(city, one, task.task_id))
    save_task_draft(city.services, city.caller(by), task.task_id, {"reason": "打ちかけ"})


def _may(city: World, who: str, task_id: str) -> bool:
    try:
        claim_task(city.services, city.caller(who), task_id)
    except Exception:  # noqa: BLE001 - without the right, or one of the two who may not
        return False
    return True


def seen(city: World, case_id: str) -> Seen:
    """The case with everything that hangs on it."""
    with city.database.read() as conn:
        tasks = city.open_tasks(case_id)
        typed = {
            task.task_id: found.answers
            for task in tasks
            if task.claimed_by and (found := drafts.get_draft(conn, task.claimed_by, f"task:{task.task_id}"))
        }
    return Seen(city.case(case_id), tasks, typed, city.history(case_id))
