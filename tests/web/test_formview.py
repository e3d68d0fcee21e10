"""Forms drawn for the page: what was typed comes back, errors lead to their field, a My Number never comes back."""

from __future__ import annotations

from typing import Any

import pytest

from server.domain.forms.definition import parse_form
from server.domain.refusals import FieldError, Refused
from server.web.answerview import answer_groups, answer_sections
from server.web.formview import FieldView, FormView, date_echo, form_view
from tests.web.gallery_forms import ENTRY, ENTRY_TREE, EVERY_TREE, EVERY_TYPE, TODAY


def _fields(view: FormView) -> dict[str, FieldView]:
    return {field.path: field for section in view.sections for field in section.fields}


def _entry(**more: Any) -> FormView:
    return form_view(ENTRY, ENTRY_TREE, lang="ja", today=TODAY, **more)


def test_a_field_keeps_what_was_typed_even_when_it_is_wrong() -> None:
    members = _fields(_entry())["members"]
    birth = members.rows[2].fields[3]
    assert (birth.value, birth.echo) == ("R6.2.30", None)


def test_names_and_ids_of_rows_are_flat() -> None:
    birth = _fields(_entry())["members"].rows[2].fields[3]
    assert (birth.path, birth.name, birth.id) == (
        "members.2.birth_date",
        "members-2-birth_date",
        "f-members-2-birth_date",
    )


def test_an_error_of_a_row_is_told_by_the_number_a_person_counts_and_leads_to_its_field() -> None:
    view = _entry(errors=(FieldError("members.2.birth_date", "required"),))
    link = view.errors[0]
    assert (link.label, link.target) == ("世帯員3 生年月日", "f-members-2-birth_date")
    assert _fields(view)["members"].rows[2].fields[3].error == link.message


def test_an_error_of_no_field_leads_to_the_form() -> None:
    link = _entry(errors=(FieldError("", "required"),)).errors[0]
    assert link.target == "form"


def test_the_first_of_two_errors_of_a_field_stands_below_it() -> None:
    errors = (FieldError("phone", "required"), FieldError("phone", "too_long", {"max": 13}))
    view = _entry(errors=errors)
    assert _fields(view)["phone"].error == errors[0].message_ja
    assert len(view.errors) == 2


def test_a_page_in_english_speaks_english_throughout() -> None:
    view = form_view(ENTRY, ENTRY_TREE, lang="en", today=TODAY, errors=(FieldError("members.0.name", "required"),))
    assert view.errors[0].label == "Member 1 Name"
    assert view.errors[0].message == FieldError("x", "required").message_en
    assert _fields(view)["reason"].shown_text == "Left employees' insurance"


def test_echoes_tell_the_other_calendar_and_the_age() -> None:
    fields = _fields(_entry())
    assert fields["left_on"].echo == "2026-10-31(土)"
    assert fields["members"].rows[0].fields[3].echo == "1985-04-12(金) 41歳"
    every = _fields(form_view(EVERY_TYPE, EVERY_TREE, lang="ja", today=TODAY))
    assert every["day"].echo == "令和8年10月31日(土)"


@pytest.mark.parametrize(
    ("text", "shown"), [("R6.2.28", "2024-02-28(水)"), ("5060228", "2024-02-28(水)"), ("  ", None)]
)
def test_a_date_is_echoed_while_it_is_typed(text: str, shown: str | None) -> None:
    assert date_echo(text, today=TODAY, lang="ja") == shown


def test_a_day_that_does_not_exist_is_refused_with_its_reason() -> None:
    with pytest.raises(Refused) as refused:
        date_echo("R6.2.30", today=TODAY, lang="ja")
    assert refused.value.code == "day_not_in_month"


def test_a_sealed_my_number_is_masked_and_never_summarised() -> None:
    every = _fields(form_view(EVERY_TYPE, EVERY_TREE, lang="ja", today=TODAY))
    assert every["mine"].sealed
    assert every["mine"].shown_text == "************"
    assert "*" not in every["people"].rows[0].summary


def test_from_four_rows_on_filled_ones_fold_but_never_a_faulty_one_nor_the_last() -> None:
    errors = (FieldError("people.1.birth", "not_a_date"),)
    rows = _fields(form_view(EVERY_TYPE, EVERY_TREE, lang="ja", today=TODAY, errors=errors))["people"].rows
    assert [row.folded for row in rows] == [True, False, True, True, False]


def test_a_row_that_fits_is_a_line_and_a_wide_one_a_small_sheet() -> None:
    assert _fields(_entry())["members"].as_table
    assert not _fields(form_view(EVERY_TYPE, EVERY_TREE, lang="ja", today=TODAY))["people"].as_table


def test_a_full_group_offers_no_more_rows() -> None:
    full = {**ENTRY_TREE, "members": [ENTRY_TREE["members"][0]] * 12}
    assert not _fields(form_view(ENTRY, full, lang="ja", today=TODAY))["members"].can_add


def test_read_only_holds_for_every_field() -> None:
    fields = _fields(_entry(read_only=True))
    assert all(field.read_only for field in fields.values())
    assert all(field.read_only for row in fields["members"].rows for field in row.fields)


def test_what_it_was_stands_below_the_field() -> None:
    assert _fields(_entry(was={"phone": "000-000-2210"}))["phone"].was == "000-000-2210"


# ---- answers to be read ----

VALUES: dict[str, Any] = {
    "reason": "left_insurance",
    "lost_on": "2026-11-01",
    "left_on": "2026-10-31",
    "notified_on": "2026-11-18",
    "phone": "080-0000-4471",
    "insurer": None,
    "proof": None,
    "payment": "debit",
    "members": [
        {"relation": "child", "name": "田所 湊", "kana": "タドコロ ミナト", "birth_date": "2024-02-28", "card": "no"}
    ],
}


def test_value_groups_stand_in_paper_order_and_leave_out_what_needs_no_second_person() -> None:
    groups = answer_groups(ENTRY, VALUES, lang="ja")
    assert [group.id for group in groups] == ["reason", "members"]
    labels = [pair.label for group in groups for pair in group.pairs]
    assert "電話" not in labels


def test_answers_read_as_on_paper() -> None:
    pairs = {pair.label: pair.value for group in answer_groups(ENTRY, VALUES, lang="ja") for pair in group.pairs}
    assert pairs["取得の事由"] == "社会保険の離脱"
    assert pairs["資格喪失日"] == "令和8年11月1日(2026-11-01)"
    assert pairs["前の保険者"] == ""
    assert pairs["世帯員1 生年月日"] == "令和6年2月28日(2024-02-28)"


def test_what_was_corrected_shows_what_it_was() -> None:
    before = {**VALUES, "lost_on": "2026-10-31"}
    pairs = {p.label: p.was for g in answer_groups(ENTRY, VALUES, lang="ja", before=before) for p in g.pairs}
    assert pairs["資格喪失日"] == "令和8年10月31日(2026-10-31)"
    assert pairs["退職日"] is None


def test_a_my_number_is_never_among_the_answers() -> None:
    mapping = {
        "form": "one",
        "version": 1,
        "title": {"ja": "一", "en": "One"},
        "sections": [
            {
                "title": {"ja": "一", "en": "One"},
                "fields": [{"name": "mine", "type": "my_number", "label": {"ja": "個人番号", "en": "My Number"}}],
            }
        ],
    }
    form = parse_form(mapping, "one")
    entered = answer_sections(form, {"mine": {"my_number": "entered"}}, lang="ja")[0].pairs[0]
    absent = answer_sections(form, {"mine": {"my_number": "absent"}}, lang="ja")[0].pairs[0]
    assert (entered.value, absent.value) == ("************", "")
