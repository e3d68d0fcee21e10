"""Tasks follow the engine, belong to one person at a time, and stand in the inbox of those who may work them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from server.domain.actors import Actor
from server.domain.refusals import Refused
from server.domain.rights import ALL
from server.engine.types import OpenTask, Subscription
from server.store import inbox, tasks
from server.store.case_saves import CaseSave, save_case
from server.store.database import Database
from server.store.drafts import drop_draft, get_draft, save_draft
from server.store.inbox import InboxQuery, InboxRow, WorkScope
from server.store.messages import addressees
from server.store.tasks import Task, TaskChanges
from tests.store.city import DAY, NOW, OKAMURA, SAEKI, do, later, new_case

WORK: WorkScope = {"counter": frozenset({"chuo"}), "qualification": ALL}
MINE = InboxQuery("saeki")


def open_task(key: str, element: str = "enter", role: str = "counter", due: int | None = None) -> OpenTask:
    due_on = None if due is None else (DAY + timedelta(days=due)).isoformat()
    return OpenTask(key, element, f"{element}する", role, element, due_on=due_on, properties={"act": "照合へ回す"})


def sync(
    database: Database,
    case_id: str,
    *open_tasks: OpenTask,
    done: str | None = None,
    office: str = "chuo",
    minutes: float = 0,
    returned: bool = False,
) -> TaskChanges:
    return do(
        database,
        lambda uow: tasks.sync_tasks(uow, case_id, office, open_tasks, completed_key=done, returned=returned),
        at=later(minutes),
    )


def stand(database: Database, *, office: str = "chuo", **more: object) -> Task:
    """A case with one open task."""
    case = new_case(database, office=office, kana=str(more.pop("kana", "ヤマダ")))
    sync(database, case.case_id, open_task("k1", **more), office=office)  # type: ignore[arg-type]
    with database.read() as conn:
        return tasks.tasks_of_case(conn, case.case_id)[0]


def rows(database: Database, query: InboxQuery = MINE, **work: object) -> Sequence[InboxRow]:
    with database.read() as conn:
        return inbox.inbox(conn, work or WORK, query).items  # type: ignore[arg-type]


def test_a_step_opens_and_closes_tasks_and_keeps_what_stays(city: Database) -> None:
    case = new_case(city)
    first = sync(city, case.case_id, open_task("k1"), open_task("k2", "note"))
    do(city, lambda uow: tasks.claim_task(uow, first.opened[1]))
    second = sync(city, case.case_id, open_task("k2", "note"), open_task("k3", "check"), done="k1")
    assert second == TaskChanges(second.opened, (first.opened[0],), ())
    third = sync(city, case.case_id, done="k3")
    assert third == TaskChanges((), (second.opened[0],), (first.opened[1],))
    with city.read() as conn:
        found = {task.key: (task.status, task.claimed_by) for task in tasks.tasks_of_case(conn, case.case_id)}
    assert found == {"k1": ("done", None), "k2": ("interrupted", "saeki"), "k3": ("done", None)}


def test_an_element_visited_again_counts_its_rounds(city: Database) -> None:
    case = new_case(city)
    for number in range(3):
        sync(city, case.case_id, open_task(f"k{number}"), done=f"k{number - 1}", minutes=number)
    with city.read() as conn:
        assert [task.round for task in tasks.tasks_of_case(conn, case.case_id)] == [1, 2, 3]
    assert rows(city, InboxQuery("saeki", returned=True)) == ()


def test_a_task_that_was_sent_back_is_told_from_one_that_merely_opened_again(city: Database) -> None:
    case = new_case(city)
    sync(city, case.case_id, open_task("k1"))
    sync(city, case.case_id, open_task("k2"), done="k1", returned=True)
    sync(city, case.case_id, open_task("k2"), open_task("k3", "note"))
    assert [row.element for row in rows(city, InboxQuery("saeki", returned=True))] == ["enter"]


def test_a_task_is_one_persons(city: Database) -> None:
    task_id = stand(city).task_id
    assert do(city, lambda uow: tasks.claim_task(uow, task_id)).claimed_by == "saeki"
    assert do(city, lambda uow: tasks.claim_task(uow, task_id)).claimed_at == NOW
    with pytest.raises(Refused, match="claimed_by_other") as caught:
        do(city, lambda uow: tasks.claim_task(uow, task_id), actor=OKAMURA)
    assert "佐伯 由美" in caught.value.message_ja


def test_only_its_holder_gives_a_task_back(city: Database) -> None:
    task_id = stand(city).task_id
    do(city, lambda uow: tasks.claim_task(uow, task_id))
    with pytest.raises(Refused, match="release_not_own"):
        do(city, lambda uow: tasks.release_task(uow, task_id), actor=OKAMURA)
    assert do(city, lambda uow: tasks.release_task(uow, task_id)).claimed_by is None


def test_a_task_is_assigned_over_its_holder_with_the_assigner_on_record(city: Database) -> None:
    task_id = stand(city).task_id
    do(city, lambda uow: tasks.claim_task(uow, task_id))
    task = do(city, lambda uow: tasks.assign_task(uow, task_id, "okamura"), actor=Actor("head", "課長", "chuo"))
    assert (task.claimed_by, task.assigned_by) == ("okamura", "head")
    assert do(city, lambda uow: tasks.assign_task(uow, task_id, None)).claimed_by is None


@pytest.mark.parametrize("act", [tasks.claim_task, tasks.release_task])
def test_a_closed_or_unknown_task_is_refused(city: Database, act: object) -> None:
    task = stand(city)
    sync(city, task.case_id, done="k1")
    for task_id, code in ((task.task_id, "task_not_open"), ("nothing", "task_not_found")):
        with pytest.raises(Refused, match=code):
            do(city, lambda uow, it=task_id: act(uow, it))  # type: ignore[operator, misc]


def test_follow_up_day_and_editor_are_kept(city: Database) -> None:
    task_id = stand(city).task_id
    do(city, lambda uow: tasks.set_follow_up(uow, task_id, DAY))
    do(city, lambda uow: tasks.mark_edited(uow, task_id))
    (row,) = rows(city, InboxQuery("saeki", follow_up_by=DAY))
    assert (row.follow_up_on, row.edited_by) == (DAY, "saeki")
    assert rows(city, InboxQuery("saeki", follow_up_by=DAY - timedelta(days=1))) == ()


def test_eight_who_claim_the_same_forty_tasks_get_each_once(city: Database) -> None:
    case = new_case(city)
    wanted = sync(city, case.case_id, *(open_task(f"k{number}") for number in range(40))).opened
    actors = [Actor(f"user{number}", f"担当{number}", "chuo") for number in range(8)]

    def claim_all(actor: Actor) -> int:
        won = 0
        for task_id in wanted:
            try:
                do(city, lambda uow, it=task_id: tasks.claim_task(uow, it), actor=actor)  # type: ignore[misc]
                won += 1
            except Refused:
                continue
        return won

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(claim_all, actors))
    assert sum(won) == 40
    with city.read() as conn:
        holders = {task.claimed_by for task in tasks.tasks_of_case(conn, case.case_id)}
    assert None not in holders


def test_the_inbox_shows_open_tasks_of_my_roles_in_my_offices_alone(city: Database) -> None:
    mine = stand(city)
    other_office = stand(city, office="kita")
    other_role = stand(city, role="approver")
    everywhere = stand(city, office="kita", role="qualification")
    done = stand(city)
    sync(city, done.case_id, done="k1")
    assert {row.task_id for row in rows(city)} == {mine.task_id, everywhere.task_id}
    assert rows(city, MINE, counter=frozenset()) == ()
    assert {row.task_id for row in rows(city, MINE, counter=ALL)} == {mine.task_id, other_office.task_id}
    assert other_role.task_id not in {row.task_id for row in rows(city)}


def test_what_is_due_first_stands_first_and_what_has_no_date_last(city: Database) -> None:
    never, late, soon = stand(city), stand(city, due=9), stand(city, due=-1)
    assert [row.task_id for row in rows(city)] == [soon.task_id, late.task_id, never.task_id]
    with city.read() as conn:
        assert inbox.next_task(conn, WORK, MINE) == soon.task_id
        assert inbox.next_task(conn, {}, MINE) is None


def test_a_line_tells_the_case_apart(city: Database) -> None:
    task = stand(city, due=2)
    (row,) = rows(city)
    assert (row.number, row.slug, row.subject_kana, row.due_on) == ("R8-000001", "enrolment", "ヤマダ", task.due_on)
    assert (row.properties, row.cautions, row.protected) == ({"act": "照合へ回す"}, [], False)


def test_filters_narrow_the_inbox(city: Database) -> None:
    a = stand(city, kana="アリマ", due=-3)
    b = stand(city, kana="ｱﾗｲ", due=0, element="check", role="qualification")
    c = stand(city, kana="バン", due=5)
    do(city, lambda uow: tasks.claim_task(uow, a.task_id))
    do(city, lambda uow: tasks.claim_task(uow, b.task_id), actor=OKAMURA)
    found = {
        name: {row.task_id for row in rows(city, query)}
        for name, query in {
            "mine": InboxQuery("saeki", holder="mine"),
            "free": InboxQuery("saeki", holder="free"),
            "free_or_mine": InboxQuery("saeki", holder="free_or_mine"),
            "others": InboxQuery("saeki", holder="others"),
            "due": InboxQuery("saeki", due_by=DAY),
            "overdue": InboxQuery("saeki", overdue_on=DAY),
            "kana": InboxQuery("saeki", kana="アラ"),
            "element": InboxQuery("saeki", element="check"),
            "role": InboxQuery("saeki", role="counter"),
            "number": InboxQuery("saeki", number="R8-000003"),
            "slug": InboxQuery("saeki", slug="withdrawal"),
        }.items()
    }
    assert found == {
        "mine": {a.task_id},
        "free": {c.task_id},
        "free_or_mine": {a.task_id, c.task_id},
        "others": {b.task_id},
        "due": {a.task_id, b.task_id},
        "overdue": {a.task_id},
        "kana": {b.task_id},
        "element": {b.task_id},
        "role": {a.task_id, c.task_id},
        "number": {c.task_id},
        "slug": set(),
    }


def test_tabs_are_counted_like_their_lists(city: Database) -> None:
    for due in (-3, -1, 0, None):
        stand(city, due=due)
    late = InboxQuery("saeki", overdue_on=DAY)
    with city.read() as conn:
        first = inbox.next_task(conn, WORK, MINE)
    assert first is not None
    do(city, lambda uow: tasks.claim_task(uow, first))
    with city.read() as conn:
        asked = [MINE, InboxQuery("saeki", holder="mine"), InboxQuery("saeki", holder="free"), late]
        found = inbox.overview_counts(conn, WORK, asked)
        assert found == inbox.Overview((4, 1, 3, 2), {("enrolment", "enter", "enterする"): 4})
        assert inbox.count(conn, WORK, late) == 2
        assert inbox.overview_counts(conn, {}, [MINE, late]) == inbox.Overview((0, 0), {})
        assert inbox.counts_by_element(conn, WORK, MINE) == {("enrolment", "enter", "enterする"): 4}
        by_due = inbox.counts_by_due(conn, WORK, MINE, today=DAY, soon=date(2026, 11, 21))
    assert by_due == (2, 1, 0, 0, 1)


def test_pages_of_the_inbox_show_every_task_once(city: Database) -> None:
    case = new_case(city)
    sync(city, case.case_id, *(open_task(f"k{number}", due=number % 3 or None) for number in range(11)))
    seen: list[str] = []
    after = None
    with city.read() as conn:
        while True:
            page = inbox.inbox(conn, WORK, MINE, after=after, limit=4)
            seen += [row.task_id for row in page.items]
            if page.next is None:
                break
            after = page.next
        by_number = [
            row.task_id for start in (0, 4, 8) for row in inbox.inbox(conn, WORK, MINE, offset=start, limit=4).items
        ]
    assert len(seen) == len(set(seen)) == 11
    assert by_number == seen


def test_waits_for_messages_follow_the_engine_and_find_open_cases(city: Database) -> None:
    case, other = new_case(city, household="H1", person_keys=("P1",)), new_case(city, household="H1")
    wait = [Subscription("s1", "case_event", "wait")]
    for one in (case, other):
        do(city, lambda uow, it=one: tasks.sync_subscriptions(uow, it.case_id, wait))  # type: ignore[misc]
    with city.read() as conn:
        assert len(addressees(conn, "case_event", household_key="H1")) == 2
        found = addressees(conn, "case_event", household_key="H1", person_key="P1")
        assert [(one.case_id, one.subscription_key, one.rev) for one in found] == [(case.case_id, "s1", 1)]
        assert addressees(conn, "case_event") == ()
        assert addressees(conn, "other", household_key="H1") == ()
    do(city, lambda uow: tasks.sync_subscriptions(uow, case.case_id, []))
    do(city, lambda uow: save_case(uow, CaseSave(other.case_id, 1, None, "completed", None)))
    with city.read() as conn:
        assert addressees(conn, "case_event", household_key="H1") == ()


def test_a_draft_is_saved_over_itself_and_forgotten(city: Database) -> None:
    for number in (1, 2):
        with city.housekeeping() as conn:
            rev = save_draft(
                conn,
                user_id="saeki",
                draft_key="task:1",
                answers={"n": number},
                form_hash="f",
                session_id=SAEKI.session_id,
                now=NOW,
            )
        assert rev == number
    with city.housekeeping() as conn:
        drop_draft(conn, "okamura", "task:1")
    with city.read() as conn:
        draft = get_draft(conn, "saeki", "task:1")
    assert draft is not None
    assert draft.answers == {"n": 2}
    with city.housekeeping() as conn:
        drop_draft(conn, "saeki", "task:1")
    with city.read() as conn:
        assert get_draft(conn, "saeki", "task:1") is None


def test_a_draft_that_is_not_json_is_refused(city: Database) -> None:
    with pytest.raises(Refused, match="not_json"), city.housekeeping() as conn:
        save_draft(conn, user_id="saeki", draft_key="t", answers={"a": 1.5}, form_hash="", session_id="", now=NOW)
