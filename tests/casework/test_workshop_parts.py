"""Letters and dated values in a draft: apart from all real work until a second manager releases them."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from decimal import Decimal

import pytest

from server.casework.deploy_procedure import deploy_procedure, load_values
from server.casework.views.workshop import draft_view
from server.casework.workshop.drafts import begin_draft, draft_files, draft_findings, save_files
from server.casework.workshop.exchange import export_draft, import_draft, shipped_letters_as_draft
from server.casework.workshop.parts import VALUES_PATH, rows_as_file
from server.casework.workshop.releasing import propose, release, roll_back, send_back, take_back
from server.domain.refusals import Refused
from server.domain.values import DatedValue
from server.printing.heads import Letter
from server.store import values as value_store
from server.store import workshop
from server.store.workshop import Draft
from tests.casework.test_workshop import in_force, refused
from tests.casework.workshop_people import DIAGRAM, manager, renamed
from tests.world import TREE, World

WAIT = "period.document_wait"
RECEIPT = "letters/enrolment/certificate.html.j2"
TEXT = (TREE / RECEIPT).read_bytes()


def row_of(city: World, key: str = WAIT, value: object = 20, days: int = 0) -> DatedValue:
    """A new row of a value from some days after today on."""
    with city.database.read() as conn:
        held = city.services.values(conn).row(key, city.clock.business_day())
    first = city.clock.business_day() + timedelta(days=days)
    return dataclasses.replace(held, valid_from=first, valid_to=None, value=value, article="市要領5条の改正")  # type: ignore[arg-type]


def with_parts(city: World, files: dict[str, bytes | None], by: str = "mizuno") -> Draft:
    draft = begin_draft(city.services, manager(city, by), "enrolment")
    return save_files(city.services, manager(city, by), draft.draft_id, files, draft.rev).draft


def handed_over(city: World, files: dict[str, bytes | None], days: int = 0) -> Draft:
    draft = with_parts(city, files)
    day = city.clock.business_day() + timedelta(days=days)
    return propose(city.services, manager(city, "mizuno"), draft.draft_id, draft.rev, day, "要領の改正")


def known(city: World, key: str = WAIT, days: int = 0) -> object:
    with city.database.read() as conn:
        return city.services.values(conn).on(key, city.clock.business_day() + timedelta(days=days))


def printed(city: World) -> str:
    with city.database.read() as conn:
        version = city.services.letters_now(conn)["enrolment/certificate"].on(city.clock.business_day())
    return version.templates[version.body]


def reworded(text: bytes = TEXT) -> bytes:
    """The letter with one sentence more at its end."""
    return text.replace(b"{% endblock %}", '<p class="text">窓口で御相談ください。</p>\n{% endblock %}'.encode(), 1)


def test_a_drafts_letters_and_values_reach_nothing_before_their_release(town: World) -> None:
    draft = with_parts(town, {VALUES_PATH: rows_as_file([row_of(town)]), RECEIPT: reworded()})
    assert [one for one in draft_findings(town.services, draft) if one.severity == "error"] == []
    assert (known(town), printed(town)) == (14, TEXT.decode())


def test_a_value_becomes_a_new_dated_row_and_its_history_stays(city: World) -> None:
    draft = handed_over(city, {VALUES_PATH: rows_as_file([row_of(city, days=3)])})
    with refused("draft_same_person"):
        release(city.services, manager(city, "mizuno"), draft.draft_id, draft.rev)
    before = in_force(city)
    done = release(city.services, manager(city, "hayashi"), draft.draft_id, draft.rev)
    assert (done.version.hash, done.values, done.letters) == (before.hash, 1, 0)
    assert (known(city, days=2), known(city, days=3), known(city, days=-400)) == (14, 20, 14)
    with city.database.read() as conn:
        *_, last = city.services.values(conn).rows(WAIT)
    assert last.article == "市要領5条の改正"
    take_back(city.services, manager(city, "mizuno"), draft.draft_id, "誤って出した")
    assert (known(city, days=2), known(city, days=3)) == (14, 14)
    with refused("rollback_not_current"):
        take_back(city.services, manager(city, "mizuno"), draft.draft_id, "もう一度")


def test_a_value_that_was_changed_since_is_not_taken_back(town: World) -> None:
    first = handed_over(town, {VALUES_PATH: rows_as_file([row_of(town)])})
    release(town.services, manager(town, "hayashi"), first.draft_id, first.rev)
    second = handed_over(town, {VALUES_PATH: rows_as_file([row_of(town, value=25)])})
    release(town.services, manager(town, "hayashi"), second.draft_id, second.rev)
    with refused("rollback_value_changed"):
        take_back(town.services, manager(town, "hayashi"), first.draft_id, "戻す")
    assert known(town) == 25


def test_a_letters_text_is_printed_from_its_day_and_frozen_letters_keep_theirs(city: World) -> None:
    with city.database.read() as conn:
        old = city.services.letters_now(conn)["enrolment/certificate"].on(city.clock.business_day())
    draft = handed_over(city, {RECEIPT: reworded()})
    release(city.services, manager(city, "hayashi"), draft.draft_id, draft.rev)
    assert "窓口で御相談ください" in printed(city)
    letter = city.services.letters["enrolment/certificate"]
    assert letter.frozen(old.template_hash).latest.templates[old.body] == TEXT.decode()
    take_back(city.services, manager(city, "hayashi"), draft.draft_id, "文を戻す")
    assert printed(city) == TEXT.decode()
    with city.database.read() as conn:
        city.services.letters_now(conn)
    changed = city.services.letters["enrolment/certificate"]
    assert any("窓口で御相談ください" in one.templates[one.body] for one in changed.past)


def test_a_version_rolled_back_takes_its_letters_and_values_with_it(town: World) -> None:
    diagram = renamed(draft_files(town.services, begin_draft(town.services, manager(town, "mizuno"), "enrolment")))
    with town.database.read() as conn:
        draft = workshop.live_draft(conn, "enrolment")
    assert draft is not None
    files: dict[str, bytes | None] = {
        DIAGRAM: diagram,
        VALUES_PATH: rows_as_file([row_of(town)]),
        RECEIPT: reworded(),
    }
    saved = save_files(town.services, manager(town, "mizuno"), draft.draft_id, files, draft.rev).draft
    day = town.clock.business_day()
    ready = propose(town.services, manager(town, "mizuno"), saved.draft_id, saved.rev, day, "三つとも")
    done = release(town.services, manager(town, "hayashi"), ready.draft_id, ready.rev)
    assert (known(town), "窓口で" in printed(town), in_force(town).hash) == (20, True, done.version.hash)
    with refused("rollback_not_current"):
        take_back(town.services, manager(town, "hayashi"), ready.draft_id, "版ごと戻すもの")
    roll_back(town.services, manager(town, "hayashi"), "enrolment", done.version.hash, "戻す")
    assert (known(town), printed(town)) == (14, TEXT.decode())


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"key": "period.nobodys"}, "value-row"),
        ({"unit": "yen"}, "value-row"),
        ({"article": " "}, "value-row"),
        ({"status": "maybe"}, "value-row"),
    ],
)
def test_a_wrong_row_of_values_is_found_and_cannot_be_proposed(
    town: World, change: dict[str, object], rule: str
) -> None:
    row = dataclasses.replace(row_of(town), **change)  # type: ignore[arg-type]
    draft = with_parts(town, {VALUES_PATH: rows_as_file([row])})
    assert {one.rule for one in draft_findings(town.services, draft) if one.severity == "error"} == {rule}
    with refused("procedure_findings"):
        day = town.clock.business_day()
        propose(town.services, manager(town, "mizuno"), draft.draft_id, draft.rev, day, "誤り")


def test_no_value_begins_before_the_date_of_effect(town: World) -> None:
    draft = with_parts(town, {VALUES_PATH: rows_as_file([row_of(town)])})
    with refused("procedure_findings"):
        day = town.clock.business_day() + timedelta(days=5)
        propose(town.services, manager(town, "mizuno"), draft.draft_id, draft.rev, day, "先の日から")


@pytest.mark.parametrize(
    "text",
    [
        b"{% extends '_base/base.html.j2' %}{% block body %}<p>{{ no_such_slot }}</p>{% endblock %}",
        b"{% include '../../server/keys.py' %}",
        b"{% extends '_base/base.html.j2' %}{% block body %}<p>empty</p>{% endblock %}",
        b"\xff\xfe",
    ],
)
def test_a_letter_that_would_not_print_is_found(town: World, text: bytes) -> None:
    draft = with_parts(town, {RECEIPT: text})
    errors = [one for one in draft_findings(town.services, draft) if one.severity == "error"]
    assert errors
    assert {one.path for one in errors} == {RECEIPT}


def test_values_taken_in_with_another_ones_file_have_their_author_still(town: World) -> None:
    draft = with_parts(town, {VALUES_PATH: rows_as_file([row_of(town)])})
    _, packed = export_draft(town.services, manager(town, "mizuno"), draft.draft_id)
    deploy_procedure(town.services, manager(town, "okamura"), TREE, "withdrawal", title="資格喪失", findings=())
    other = begin_draft(town.services, manager(town, "hayashi"), "withdrawal")
    with town.database.read() as conn:
        shown = value_store.values_stamp(conn)
    content = rows_as_file([row_of(town)])
    assert content is not None
    spaced = b"# of another hand\n" + content
    saved = save_files(town.services, manager(town, "hayashi"), other.draft_id, {VALUES_PATH: spaced}, other.rev).draft
    day = town.clock.business_day()
    ready = propose(town.services, manager(town, "hayashi"), saved.draft_id, saved.rev, day, "取り込んだ")
    with refused("draft_same_person"):
        release(town.services, manager(town, "mizuno"), ready.draft_id, ready.rev)
    with town.database.read() as conn:
        assert value_store.values_stamp(conn) == shown
    with pytest.raises(Refused):
        import_draft(town.services, manager(town, "hayashi"), other.draft_id, packed, 1)


def test_what_is_shipped_anew_for_a_value_of_the_office_waits_as_a_proposal(city: World) -> None:
    draft = handed_over(city, {VALUES_PATH: rows_as_file([row_of(city)])})
    release(city.services, manager(city, "hayashi"), draft.draft_id, draft.rev)
    with city.database.read() as conn:
        standing = city.services.values(conn).rows(WAIT)
    shipped = dataclasses.replace(standing[0], valid_to=None)
    anew = dataclasses.replace(shipped, valid_from=city.clock.business_day() + timedelta(days=90), value=30)
    cut = dataclasses.replace(shipped, valid_to=anew.valid_from - timedelta(days=1))
    for _ in range(2):
        load_values(city.services, manager(city, "okamura"), [cut, anew], origin="folder")
    with city.database.read() as conn:
        (proposal,) = value_store.waiting_proposals(conn)
        assert value_store.value_row_from_json(proposal.row) == anew
    assert (known(city), known(city, days=100)) == (20, 20)
    second = handed_over(city, {VALUES_PATH: rows_as_file([anew])})
    release(city.services, manager(city, "hayashi"), second.draft_id, second.rev)
    with city.database.read() as conn:
        assert value_store.waiting_proposals(conn) == ()
    assert known(city, days=100) == 30


def test_a_rate_stays_exact(town: World) -> None:
    row = row_of(town, "premium.preschool_ratio", Decimal("0.0771"))
    draft = handed_over(town, {VALUES_PATH: rows_as_file([row])})
    release(town.services, manager(town, "hayashi"), draft.draft_id, draft.rev)
    assert known(town, "premium.preschool_ratio") == Decimal("0.0771")


def other_draft(city: World, value: int) -> Draft:
    """A draft of another procedure that states the same value, proposed."""
    slug, mizuno, day = "address_protection", manager(city, "mizuno"), city.clock.business_day()
    deploy_procedure(city.services, city.system("procedure:deploy"), TREE, slug, title="支援措置", findings=())
    draft = begin_draft(city.services, mizuno, slug)
    files: dict[str, bytes | None] = {VALUES_PATH: rows_as_file([row_of(city, value=value)])}
    saved = save_files(city.services, mizuno, draft.draft_id, files, draft.rev).draft
    return propose(city.services, mizuno, saved.draft_id, saved.rev, day, "別の手続から")


def told_of_value(city: World, draft: Draft) -> list[str]:
    """The findings that the second manager reads of the value, by their rules."""
    found = draft_view(city.services, manager(city, "hayashi"), draft.draft_id).findings
    return [one.rule for one in found if one.element == WAIT]


def test_a_value_that_another_draft_changed_meanwhile_is_not_stated_over_unseen(town: World) -> None:
    hayashi = manager(town, "hayashi")
    late = handed_over(town, {VALUES_PATH: rows_as_file([row_of(town, value=25)])})
    town.clock.wait(minutes=1)
    first = other_draft(town, 20)
    assert told_of_value(town, late) == ["value-rival"]
    assert told_of_value(town, first) == ["value-rival"]
    town.clock.wait(minutes=1)
    release(town.services, hayashi, first.draft_id, first.rev)
    assert told_of_value(town, late) == ["value-moved"]
    with refused("draft_value_moved"):
        release(town.services, hayashi, late.draft_id, late.rev)
    assert known(town) == 20
    town.clock.wait(minutes=1)
    back = send_back(town.services, hayashi, late.draft_id, late.rev)
    assert told_of_value(town, back) == []
    changes = draft_view(town.services, hayashi, back.draft_id).difference.changes
    assert any("の期間を20開庁日から25開庁日へ" in one.ja for one in changes)
    day = town.clock.business_day()
    again = propose(town.services, manager(town, "mizuno"), back.draft_id, back.rev, day, "見た上で")
    release(town.services, hayashi, again.draft_id, again.rev)
    assert known(town) == 25


def test_a_value_taken_back_meanwhile_is_told_too(town: World) -> None:
    hayashi, first = manager(town, "hayashi"), other_draft(town, 20)
    release(town.services, hayashi, first.draft_id, first.rev)
    late = handed_over(town, {VALUES_PATH: rows_as_file([row_of(town, value=25)])})
    town.clock.wait(minutes=1)
    take_back(town.services, hayashi, first.draft_id, "誤って出した")
    with refused("draft_value_moved"):
        release(town.services, hayashi, late.draft_id, late.rev)
    assert known(town) == 14


def shipped_anew(city: World, text: bytes) -> None:
    """An update of the program brings another text of the certificate."""
    (version,) = city.services.letters.shipped["enrolment/certificate"].versions
    letter = Letter("enrolment/certificate", (version.rewritten(text.decode(), version.valid_from),))
    city.services.letters.shipped = {**city.services.letters.shipped, letter.id: letter}


def test_a_letter_shipped_anew_arrives_as_a_draft_only_where_the_office_changed_it(town: World) -> None:
    newer = TEXT.replace(b"{% endblock %}", '<p class="text">様式を改めました。</p>\n{% endblock %}'.encode(), 1)
    operator = town.system("procedure:deploy")
    shipped_anew(town, newer)
    assert shipped_letters_as_draft(town.services, operator, "enrolment") is None
    shipped_anew(town, TEXT)
    own = handed_over(town, {RECEIPT: reworded()})
    release(town.services, manager(town, "hayashi"), own.draft_id, own.rev)
    assert shipped_letters_as_draft(town.services, operator, "enrolment") is None
    shipped_anew(town, newer)
    assert shipped_letters_as_draft(town.services, operator, "address_protection") is None
    draft = shipped_letters_as_draft(town.services, operator, "enrolment")
    assert draft is not None
    assert (draft.origin, draft_files(town.services, draft)[RECEIPT]) == ("shipped", newer)
    assert "窓口で御相談ください" in printed(town)
    with refused("draft_stands"):
        shipped_letters_as_draft(town.services, operator, "enrolment")
    (told,) = draft_view(town.services, manager(town, "mizuno"), draft.draft_id).difference.changes
    assert told.path == RECEIPT
    day = town.clock.business_day()
    ready = propose(town.services, manager(town, "mizuno"), draft.draft_id, draft.rev, day, "新しい文面")
    town.clock.wait(minutes=1)  # of two texts of one instant neither is the later one
    release(town.services, manager(town, "hayashi"), ready.draft_id, ready.rev)
    assert printed(town) == newer.decode()
    assert shipped_letters_as_draft(town.services, operator, "enrolment") is None
