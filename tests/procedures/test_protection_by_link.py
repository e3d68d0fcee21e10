"""住基の支援措置 by the linked file (I01): masked before anything prints, one case, nothing lifted by a file."""

from __future__ import annotations

import pytest

from server.casework.deliver_waiting import deliver_waiting
from server.casework.issue_letters import issue_requested
from server.casework.take_in_moves import Taken, take_in_file
from server.casework.views.household import household_view
from server.domain.protection import SLUG
from server.domain.refusals import Refused
from server.store import letters
from server.store import tables as t
from server.store.letters import NewLetter
from tests.procedures.moving import file, move, person
from tests.procedures.outside import Api
from tests.procedures.protecting import CLERK, Flight, flight_in
from tests.procedures.records import assert_in_order


@pytest.fixture
def flight(api: Api) -> Flight:
    return flight_in(api)


@pytest.fixture
def scene(town_api: Api) -> Flight:
    return flight_in(town_api)


def told(flight: Flight, event: str = "protection_on", *, protected: bool = True, number: int = 1) -> tuple[Taken, ...]:
    """The residents' register tells of her."""
    who = person(flight.she.key, flight.she.name, flight.she.kana, "wife", protected=protected, joins=False)
    who |= {"birth_date": flight.she.birth_date}
    home = {"household_key": flight.home.key, "postal_code": flight.home.postal_code, "address": flight.home.address}
    says = {"record_no": f"J-00001{number}", "event": event, "nhi_note": False, "came_from": None}
    record = move(**says, former_address=None, persons=[who], **home)
    return take_in_file(flight.city.services, flight.city.system(), file(record, sequence_no=number))


def test_pm14_the_flag_of_the_residents_register_masks_before_anything_prints_and_opens_the_case(
    flight: Flight,
) -> None:
    she = flight.she.key
    keys = {"household_key": flight.home.key, "office": "chuo", "person_keys": [she], "person_key": she}
    with flight.city.uow() as uow:
        asked = letters.request_letter(
            uow, NewLetter("enrolment/info_sheet", "chuo", flight.home.key, keys, "POST", person_key=flight.she.key)
        )
    (taken,) = told(flight)
    assert (taken.result, taken.new) == ("case", True)
    issue_requested(flight.city.services)
    with flight.city.database.read() as conn:
        held = letters.get_letter(conn, asked)
    assert held is not None
    assert (held.status, held.protected) == ("held", True)
    with pytest.raises(Refused, match="protected_person"):
        household_view(flight.city.services, flight.city.caller(CLERK), flight.home.key)
    assert taken.case_id is not None
    case = flight.city.case(taken.case_id)
    assert (case.slug, case.protected, case.channel, case.subject_name) == (SLUG, True, "LINK", flight.she.name)
    assert [task.element for task in flight.city.open_tasks(case.case_id)] == ["enter"]
    assert [row["status"] for row in flight.standing()] == ["PROVISIONAL"]
    assert_in_order(flight.city, case.case_id)


def test_the_case_of_the_file_is_walked_on_as_any_other(scene: Flight) -> None:
    (taken,) = told(scene)
    assert taken.case_id is not None
    scene.enter(taken.case_id, proof_kind="JUKI", issuer="若葉市長").done()
    scene.decide(taken.case_id)
    assert [row["status"] for row in scene.standing()] == ["DECIDED"]


def test_the_same_record_and_a_second_one_open_no_second_case(scene: Flight) -> None:
    told(scene)
    told(scene)
    told(scene, number=2)
    assert len(scene.left("").rows(t.cases, slug=SLUG)) == 1


def test_pm14_a_file_that_ends_the_measure_lifts_nothing_and_brings_the_review(flight: Flight) -> None:
    case_id = flight.in_force()
    told(flight, "protection_off", protected=False)
    deliver_waiting(flight.city.services)
    assert [row["status"] for row in flight.standing()] == ["DECIDED"]
    assert [task.element for task in flight.city.open_tasks(case_id)] == ["judge"]


def test_an_enrolment_by_the_file_of_a_protected_woman_opens_both_cases(scene: Flight) -> None:
    new = person("000000000009011", "新井 空", "アライ　ソラ", protected=True)
    (taken,) = take_in_file(scene.city.services, scene.city.system(), file(move(persons=[new])))
    assert taken.result == "case"
    kinds = sorted(str(row["slug"]) for row in scene.left("").rows(t.cases))
    assert kinds == [SLUG, "enrolment"]
    assert all(row["protected"] for row in scene.left("").rows(t.cases))
