"""Published mistakes of real offices that enrolment must make impossible (公表された事務の誤り), each by its number."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from server.api.plain import plain
from server.casework.callers import Caller
from server.casework.issue_letters import issue_requested
from server.casework.print_receipt import receipt_pdf
from server.casework.release_letters import release_letter
from server.casework.services import Services
from server.casework.views.case import case_view
from server.casework.views.daylist import daylist_view
from server.casework.views.decisions import decisions_view
from server.casework.views.head import head_view
from server.casework.views.household import household_view
from server.casework.views.inbox import InboxQuery, inbox
from server.casework.views.letters import LettersQuery, letter_view, letters_view
from server.casework.views.search import search
from server.casework.views.task import task_view
from server.domain.effects import RegisterChange
from server.domain.refusals import Refused
from server.printing.raster import page_texts
from server.store import tables as t
from tests.procedures.outside import Api
from tests.procedures.records import Records
from tests.world import DAY, Household, World

# -- PM21: notifications lay in a drawer for two years, because nothing recorded their receipt -------------------------


def test_pm21_a_case_has_its_number_and_its_day_before_the_paper_leaves_the_hand(api: Api) -> None:
    city = api.city
    started = api.post("saeki", "/cases", {"procedure": "enrolment", "data": city.answers_start("single")}).done()
    assert started["number"] == "R8-000001"
    task = api.get("saeki", f"/tasks/{started['first_task_id']}").done()
    assert task["due"] == "2026-11-19"
    assert task["claimed_by"] == "saeki"
    assert task["case"]["paper_location"] == "受付箱 2026-11-18 A"
    _, pdf = receipt_pdf(city.services, city.caller("saeki"), started["case_id"])
    text = "".join("".join(page_texts(pdf)).split())
    for said in ("受付票", "R8-000001", "令和8年11月18日"):
        assert said in text
    (row,) = [row for group in api.get("okamura", "/tasks").done()["groups"] for row in group["rows"]]
    assert (row["number"], row["due"]) == ("R8-000001", "2026-11-19")


def test_pm21_numbers_follow_one_another_without_a_gap_even_when_a_receipt_is_refused(api: Api) -> None:
    city = api.city
    numbers = []
    for turn in range(3):
        wrong = city.answers_start("single", head_kana="x")
        assert api.post("saeki", "/cases", {"procedure": "enrolment", "data": wrong}).status == 422
        numbers.append(city.case(api.start("single" if turn % 2 else "family")).number)
    assert numbers == ["R8-000001", "R8-000002", "R8-000003"]


def test_pm21_what_nobody_does_shows_on_the_heads_page_from_the_first_day_over(api: Api) -> None:
    city = api.city
    case_id = api.start("single")
    head = city.caller("kuroda")
    city.clock.set(date(2026, 11, 19), 23)
    assert head_view(city.services, head).overdue_count == 0
    city.clock.set(date(2026, 11, 20))
    page = head_view(city.services, head)
    (line,) = page.overdue
    assert (line.case_id, line.due, line.left, line.who) == (case_id, date(2026, 11, 19), -1, "佐伯 由美")
    assert api.get("okamura", "/tasks", tab="overdue").done()["total"] == 1
    assert head_view(city.services, city.caller("sakai")).overdue_count == 1
    api.complete(case_id, "check_identity", city.answers_identity(), "saeki").done()
    assert head_view(city.services, head).overdue_count == 0


def test_pm21_every_task_of_every_way_has_a_day(api: Api) -> None:
    """From the counter to the decider, with papers that are missing: no task waits without a day."""
    city = api.city
    case_id = api.start("single")
    ways: list[tuple[str, Callable[[], object]]] = [
        ("check_identity", lambda: api.complete(case_id, "check_identity", city.answers_identity(), "saeki").done()),
        ("enter", lambda: api.complete(case_id, "enter", late(evidence=["notification"]), "saeki").done()),
        ("receive_documents", lambda: api.complete(case_id, "receive_documents", arrived(), "okamura").done()),
        ("enter", lambda: api.complete(case_id, "enter", late(), "saeki").done()),
        ("check", lambda: api.check(case_id).done()),
        ("decide", lambda: api.decide(case_id).done()),
    ]

    def late(**changes: object) -> dict[str, object]:
        return city.answers_enter("single", insurer_loss_date="2026-07-01", **changes)

    def arrived() -> dict[str, object]:
        return {"arrived_on": DAY.isoformat(), "documents": ["loss_certificate"], "paper_location": "箱"}

    for element, act in ways:
        (task,) = city.open_tasks(case_id)
        assert (task.element, task.due_on is not None) == (element, True)
        act()
    assert city.case(case_id).outcome == "decided"


# -- PM14: a protected person's address reached the one she had fled from ---------------------------------------------


def seeing(city: World, *users: str) -> None:
    """Those who may see the protected; nobody may by his role alone."""
    for user in users:
        city.grant(user, "protected:view", "chuo")


def decided(api: Api) -> str:
    seeing(api.city, "saeki", "okamura")
    case_id = api.entered("protected")
    api.check(case_id).done()
    issue_requested(api.city.services)
    return case_id


def secrets(household: Household) -> tuple[str, ...]:
    """What must be nowhere: where she lives, how to call her, who she is."""
    return (household.address, household.phone, household.postal_code, household.head.name, household.head.kana)


Page = Callable[[Services, Caller], object]


def pages(city: World, case_id: str, household: Household) -> Iterator[tuple[str, Page]]:
    """Every list and page that could show her."""
    left = Records(city, case_id)
    yield "inbox", lambda s, c: inbox(s, c, InboxQuery())
    yield "head", head_view
    yield "day's list", daylist_view
    yield "decisions", decisions_view
    yield "letters", lambda s, c: letters_view(s, c, LettersQuery())
    yield "case", lambda s, c: case_view(s, c, case_id)
    yield "household", lambda s, c: household_view(s, c, household.key)
    for text in (household.head.name, household.head.kana, household.phone, household.key, "1990-11-11"):
        yield f"search {text}", lambda s, c, text=text: search(s, c, text)  # type: ignore[misc]
    for letter in left.letters().values():
        yield letter.letter, lambda s, c, one=letter.letter_id: letter_view(s, c, one)  # type: ignore[misc]
    for task in left.rows(t.tasks, case_id=case_id):
        yield str(task["element"]), lambda s, c, one=task["task_id"]: task_view(s, c, one)  # type: ignore[misc]


def assert_hidden(city: World, caller: Caller, case_id: str, household: Household) -> None:
    """No page tells what must be nowhere: it is refused, or it shows the case without her."""
    for name, page in pages(city, case_id, household):
        code, shown = looked(city.services, caller, page)
        assert code in ("", "protected_person", "no_right", "out_of_scope"), (name, code)
        asked = name.removeprefix("search ")  # a search repeats what was typed
        for secret in secrets(household):
            assert secret not in shown.replace(asked, ""), (name, secret)


def looked(services: Services, caller: Caller, page: Page) -> tuple[str, str]:
    """The code of the refusal, or what the page shows."""
    try:
        return "", json.dumps(plain(page(services, caller)), ensure_ascii=False)
    except Refused as refusal:
        return refusal.code, ""


@pytest.mark.parametrize("user", ["utsumi", "sakai", "mizuno"])
def test_pm14_no_page_and_no_list_shows_her_to_those_without_the_right(api: Api, user: str) -> None:
    city, household = api.city, api.city.household("protected")
    case_id = decided(api)
    city.grant("utsumi", "daylist:confirm", "chuo")
    assert_hidden(city, city.caller(user), case_id, household)


def test_pm14_the_api_shows_her_to_nobody_without_the_right(api: Api) -> None:
    city, household = api.city, api.city.household("protected")
    seeing(city, "saeki")
    case_id = api.entered("protected")
    (row,) = [row for group in api.get("utsumi", "/tasks").done()["groups"] for row in group["rows"]]
    assert (row["case_id"], row["name"], row["restricted"]) == (case_id, None, True)
    for path in (f"/cases/{case_id}", f"/tasks/{row['task_id']}"):
        reply = api.get("utsumi", path)
        assert (reply.status, reply.code) == (403, "protected_person")
    for act in ("claim", "complete"):
        reply = api.post("utsumi", f"/tasks/{row['task_id']}/{act}", {"answers": {}} if act == "complete" else None)
        assert (reply.status, reply.code) == (403, "protected_person")
    assert not any(secret in api.get("utsumi", "/tasks").content.decode() for secret in secrets(household))


def test_pm14_letters_go_to_the_safe_address_and_hold_no_other(api: Api) -> None:
    city, household = api.city, api.city.household("protected")
    case_id = decided(api)
    assert household.send_to is not None
    left = Records(city, case_id)
    for name in left.letters():
        text = left.printed(name)
        assert household.send_to["address"].replace(" ", "") in text
        for secret in (household.address, household.phone, household.postal_code):
            assert secret not in text, (name, secret)


def test_pm14_without_a_safe_address_nothing_is_printed(api: Api) -> None:
    city, household = api.city, api.city.household("protected")
    says = {"household_key": household.key, "office": household.office, "postal_code": household.postal_code}
    place = {"address": household.address, "town": household.town, "phone": household.phone}
    city.change(RegisterChange("put_household", "juki/2", {**says, **place, "valid_from": DAY.isoformat()}))
    case_id = decided(api)
    for letter in Records(city, case_id).letters().values():
        assert (letter.status, letter.pdf_hash) == ("held", None)
        assert [reason["kind"] for reason in letter.held_for] == ["protected_address"]


def test_pm14_what_leaves_the_house_for_other_systems_names_no_place(api: Api) -> None:
    household = api.city.household("protected")
    left = Records(api.city, decided(api))
    for table in (t.exports, t.messages, t.audit_events, t.decisions, t.register_changes):
        rows = str(left.rows(table))
        for secret in (household.address, household.phone, household.postal_code):
            assert secret not in rows, (table.name, secret)


def test_pm14_protection_that_begins_after_the_letter_was_made_keeps_it_in_the_house(api: Api) -> None:
    """Checked at the hand-over, not only when it was printed."""
    city, household = api.city, api.city.household("single")
    case_id = api.entered("single")
    api.check(case_id).done()
    issue_requested(city.services)
    person = household.head
    who = {"name": person.name, "name_kana": person.kana, "sex": person.sex, "birth_date": person.birth_date}
    change = {"person_key": person.key, **who, "protected": True, "valid_from": DAY.isoformat()}
    city.change(RegisterChange("put_person", "juki/protected", change))
    utsumi = city.caller("utsumi")
    for letter in Records(city, case_id).letters().values():
        for way in ("WINDOW", "POST"):
            with pytest.raises(Refused) as caught:
                release_letter(city.services, utsumi, letter.letter_id, way)  # type: ignore[arg-type]
            assert caught.value.code == "protected_person"
        with pytest.raises(Refused, match="letter_household_moved"):
            release_letter(city.services, city.caller("okamura"), letter.letter_id, "POST")
        assert Records(city, case_id).letters()[name_of(letter)].status == "rendered"
    assert_hidden(city, city.caller("utsumi"), case_id, household)


def name_of(letter: object) -> str:
    kind, person = letter.letter, letter.person_key  # type: ignore[attr-defined]
    return f"{kind}/{person}" if person else kind


def test_pm14_protection_hides_her_and_nobody_else(api: Api) -> None:
    city = api.city
    decided(api)
    case_id = api.start("single")
    shown = api.get("utsumi", f"/cases/{case_id}").done()
    assert shown["case"]["name"] == city.household("single").head.name
