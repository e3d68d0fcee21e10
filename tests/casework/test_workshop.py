"""The workshop: one draft beside the version in force, saved without loss, released by a second person alone."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from server.casework.workshop.drafts import (
    be_present,
    begin_draft,
    discard_draft,
    draft_files,
    draft_findings,
    save_files,
)
from server.casework.workshop.exchange import export_draft, import_draft, shipped_as_draft
from server.casework.workshop.releasing import propose, release, roll_back, send_back
from server.domain.refusals import Refused
from server.engine.definition import read_procedure_files
from server.store import procedures, workshop
from tests.casework.workshop_people import DIAGRAM, ENTER, drawn, manager, proposed, renamed
from tests.world import TREE, World


def in_force(city: World, slug: str = "enrolment") -> procedures.ProcedureVersion:
    with city.database.read() as conn:
        found = procedures.current_version(conn, slug, city.clock.business_day())
    assert found is not None
    return found


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda one: one.code == code)


# -- drawing ----------------------------------------------------------------------------------------------------


def test_a_procedure_has_one_draft_at_a_time(town: World) -> None:
    begin_draft(town.services, manager(town, "mizuno"), "enrolment")
    with refused("draft_stands"):
        begin_draft(town.services, manager(town, "hayashi"), "enrolment")
    with refused("procedure_not_found"):
        begin_draft(town.services, manager(town, "hayashi"), "no_such_procedure")


def test_a_late_save_overwrites_nothing_and_loses_nothing(city: World) -> None:
    draft = drawn(city)
    late = b"<late/>"
    with refused("draft_stale"):
        save_files(city.services, manager(city, "hayashi"), draft.draft_id, {DIAGRAM: late}, draft.rev - 1)
    assert draft_files(city.services, draft)[DIAGRAM] != late
    with city.database.read() as conn:
        ((path, kept),) = workshop.asides(conn, draft.draft_id, "hayashi")
        assert (path, procedures.artefacts(conn, [kept])[kept]) == (DIAGRAM, late)


def test_saving_the_same_again_changes_nothing(town: World) -> None:
    draft = drawn(town)
    again = draft_files(town.services, draft)[DIAGRAM]
    saved = save_files(town.services, manager(town, "mizuno"), draft.draft_id, {DIAGRAM: again}, draft.rev)
    assert saved.draft.rev == draft.rev


def test_every_finding_stands_on_its_element_after_a_save(town: World) -> None:
    draft = begin_draft(town.services, manager(town, "mizuno"), "enrolment")
    assert [one for one in draft_findings(town.services, draft) if one.severity == "error"] == []
    files = draft_files(town.services, draft)
    wrong = files[DIAGRAM].replace(b'name="due" value="enter_due"', b'name="due" value="nobodys_due"')
    form = files[ENTER].replace(b"type: kana", b"type: nonsense", 1)
    saved = save_files(town.services, manager(town, "mizuno"), draft.draft_id, {DIAGRAM: wrong, ENTER: form}, draft.rev)
    found = {(one.path, one.rule) for one in saved.findings if one.severity == "error"}
    assert {path for path, _ in found} == {DIAGRAM, ENTER}
    assert all(one.element for one in saved.findings if one.path == DIAGRAM)
    with refused("procedure_findings"):
        day = town.clock.business_day()
        propose(town.services, manager(town, "mizuno"), draft.draft_id, saved.draft.rev, day, "誤り")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "../secret",
        "/etc/passwd",
        "workflows/dunning_run/dunning_run.bpmn",
        "server/app.py",
        "forms/enrolment/x.py",
        "workflows/enrolment/../x.bpmn",
        "letters/enrolment/x.yaml",
        "workflows/enrolment/X.bpmn",
    ],
)
def test_a_draft_holds_files_of_its_procedure_alone(town: World, path: str) -> None:
    draft = begin_draft(town.services, manager(town, "mizuno"), "enrolment")
    with refused("draft_path"):
        save_files(town.services, manager(town, "mizuno"), draft.draft_id, {path: b"x"}, draft.rev)


def test_two_people_on_one_draft_see_each_other_for_a_while(city: World) -> None:
    draft = drawn(city)
    assert be_present(city.services, manager(city, "mizuno"), draft.draft_id, DIAGRAM) == ()
    (other,) = be_present(city.services, manager(city, "hayashi"), draft.draft_id, ENTER)
    assert (other.user_id, other.path) == ("mizuno", DIAGRAM)
    city.clock.wait(minutes=10)
    assert be_present(city.services, manager(city, "hayashi"), draft.draft_id, ENTER) == ()


def test_a_discarded_draft_is_closed_and_another_one_may_begin(town: World) -> None:
    draft = drawn(town)
    with refused("draft_stale"):
        discard_draft(town.services, manager(town, "mizuno"), draft.draft_id, draft.rev - 1)
    discard_draft(town.services, manager(town, "mizuno"), draft.draft_id, draft.rev)
    with refused("draft_closed"):
        save_files(town.services, manager(town, "mizuno"), draft.draft_id, {DIAGRAM: b"x"}, draft.rev + 1)
    assert begin_draft(town.services, manager(town, "hayashi"), "enrolment").status == "open"


# -- two people -------------------------------------------------------------------------------------------------


def test_a_second_manager_releases_what_the_first_one_drew(city: World) -> None:
    before, draft = in_force(city), proposed(city)
    released = release(city.services, manager(city, "hayashi"), draft.draft_id, draft.rev)
    now = in_force(city)
    assert (now.hash, now.no, now.deployed_by) == (released.version.hash, before.no + 1, "hayashi")
    assert released.followers == ()
    with refused("draft_closed"):
        release(city.services, manager(city, "hayashi"), draft.draft_id, draft.rev + 1)


def test_whoever_drew_or_proposed_may_not_release(city: World) -> None:
    draft = proposed(city)
    with refused("draft_same_person"):
        release(city.services, manager(city, "mizuno"), draft.draft_id, draft.rev)
    back = send_back(city.services, manager(city, "hayashi"), draft.draft_id, draft.rev)
    content = renamed(draft_files(city.services, back), "二人目の名前")
    saved = save_files(city.services, manager(city, "hayashi"), back.draft_id, {DIAGRAM: content}, back.rev).draft
    day = city.clock.business_day()
    again = propose(city.services, manager(city, "mizuno"), saved.draft_id, saved.rev, day, "直した")
    with refused("draft_same_person"):
        release(city.services, manager(city, "hayashi"), again.draft_id, again.rev)
    release(city.services, manager(city, "third"), again.draft_id, again.rev)


def test_an_export_taken_in_by_another_one_does_not_make_its_author_a_second_person(town: World) -> None:
    mine = drawn(town)
    _, packed = export_draft(town.services, manager(town, "mizuno"), mine.draft_id)
    discard_draft(town.services, manager(town, "mizuno"), mine.draft_id, mine.rev)
    theirs = begin_draft(town.services, manager(town, "hayashi"), "enrolment")
    saved = import_draft(town.services, manager(town, "hayashi"), theirs.draft_id, packed, theirs.rev).draft
    assert saved.manifest == mine.manifest
    day = town.clock.business_day()
    draft = propose(town.services, manager(town, "hayashi"), saved.draft_id, saved.rev, day, "取り込んだ")
    with refused("draft_same_person"):
        release(town.services, manager(town, "mizuno"), draft.draft_id, draft.rev)


@pytest.mark.parametrize("act", ["begin", "release"])
def test_a_linked_system_neither_draws_nor_releases(town: World, act: str) -> None:
    machine = dataclasses.replace(manager(town, "portal"), machine=True)
    with refused("no_right"):
        if act == "begin":
            begin_draft(town.services, machine, "enrolment")
        else:
            draft = proposed(town)
            release(town.services, machine, draft.draft_id, draft.rev)


def test_without_the_right_nothing_is_drawn_or_released(town: World) -> None:
    draft = proposed(town)
    for act in (
        lambda: begin_draft(town.services, town.caller("saeki"), "enrolment"),
        lambda: release(town.services, town.caller("okamura"), draft.draft_id, draft.rev),
        lambda: be_present(town.services, town.caller("saeki"), draft.draft_id, ""),
        lambda: export_draft(town.services, town.caller("saeki"), draft.draft_id),
    ):
        with refused("no_right"):
            act()


def test_the_database_itself_refuses_one_person_in_both_places(city: World) -> None:
    draft = proposed(city)
    statement = text("update workshop_drafts set decided_by = proposed_by where draft_id = :id")
    with pytest.raises(IntegrityError), city.database.engine.begin() as conn:
        conn.execute(statement, {"id": draft.draft_id})


# -- what stands in the way -------------------------------------------------------------------------------------


def test_what_is_not_proposed_unchanged_or_without_reason_is_not_released(town: World) -> None:
    mizuno, day = manager(town, "mizuno"), town.clock.business_day()
    draft = begin_draft(town.services, mizuno, "enrolment")
    with refused("draft_unchanged"):
        propose(town.services, mizuno, draft.draft_id, draft.rev, day, "同じ")
    with refused("draft_not_proposed"):
        release(town.services, manager(town, "hayashi"), draft.draft_id, draft.rev)
    content = renamed(draft_files(town.services, draft))
    draft = save_files(town.services, mizuno, draft.draft_id, {DIAGRAM: content}, draft.rev).draft
    for days, reason, code in ((-1, "昨日から", "draft_day"), (401, "遠い", "draft_day"), (0, " ", "draft_reason")):
        with refused(code):
            propose(town.services, mizuno, draft.draft_id, draft.rev, day + timedelta(days=days), reason)


def test_a_release_of_another_version_meanwhile_is_not_overwritten(town: World) -> None:
    draft = proposed(town)
    files = read_procedure_files(TREE, "enrolment")
    changed = files | {DIAGRAM: renamed(files, "出荷の名前")}
    with town.uow() as uow:
        procedures.deploy(uow, "enrolment", changed, title="資格取得", valid_from=uow.business_day)
        uow.audit("procedure.deploy", object_kind="procedure", object_key="x")
    with refused("draft_base_moved"):
        release(town.services, manager(town, "hayashi"), draft.draft_id, draft.rev)


def test_a_version_for_a_later_day_is_in_force_from_that_day_on(town: World) -> None:
    before, draft = in_force(town), drawn(town)
    day = town.clock.business_day() + timedelta(days=3)
    draft = propose(town.services, manager(town, "mizuno"), draft.draft_id, draft.rev, day, "来週から")
    released = release(town.services, manager(town, "hayashi"), draft.draft_id, draft.rev).version
    assert in_force(town).hash == before.hash
    town.clock.wait(days=3)
    assert in_force(town).hash == released.hash


def test_rolling_back_brings_the_version_before_into_force(city: World) -> None:
    before, draft = in_force(city), proposed(city)
    released = release(city.services, manager(city, "hayashi"), draft.draft_id, draft.rev).version
    with refused("rollback_not_current"):
        roll_back(city.services, manager(city, "mizuno"), "enrolment", before.hash, "誤り")
    assert roll_back(city.services, manager(city, "mizuno"), "enrolment", released.hash, "誤り").hash == before.hash
    assert in_force(city).hash == before.hash
    with refused("rollback_nothing_before"):
        roll_back(city.services, manager(city, "mizuno"), "enrolment", before.hash, "誤り")
    assert in_force(city).hash == before.hash


def test_a_shipped_update_becomes_a_draft_once_the_office_changed_the_procedure(town: World) -> None:
    files = read_procedure_files(TREE, "enrolment")
    operator = manager(town, "operator")
    assert shipped_as_draft(town.services, operator, "enrolment", files) is None
    draft = proposed(town)
    release(town.services, manager(town, "hayashi"), draft.draft_id, draft.rev)
    shipped = shipped_as_draft(town.services, operator, "enrolment", files)
    assert shipped is not None
    assert (shipped.origin, shipped.base_hash) == ("shipped", in_force(town).hash)
    assert draft_files(town.services, shipped) == files


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_zip_is_refused_and_the_draft_stays(town: World, data: bytes) -> None:
    draft = drawn(town)
    with refused("draft_zip"):
        import_draft(town.services, manager(town, "mizuno"), draft.draft_id, data, draft.rev)
    assert draft_files(town.services, draft)[DIAGRAM]
