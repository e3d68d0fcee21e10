"""A definition is read strictly: each fault has its place and a sentence, and all faults come at once."""

from __future__ import annotations

from typing import Any

import pytest

from server.domain.forms import FormFaults, parse_form
from server.domain.forms.faults import _TEXTS
from tests.domain.forms.building import choice, field, form, mapping, words


def _broken(**changes: Any) -> dict[str, Any]:
    return {**mapping(field("a", "text")), **changes}


def _without(key: str) -> dict[str, Any]:
    return {name: value for name, value in mapping(field("a", "text")).items() if name != key}


FAULTY: list[tuple[str, dict[str, Any], str, str]] = [
    ("no form id", _without("form"), "", "missing_key"),
    ("no version", _without("version"), "", "missing_key"),
    ("no title", _without("title"), "", "missing_key"),
    ("no sections", _without("sections"), "sections", "no_fields"),
    ("empty section", _broken(sections=[{"title": words("a"), "fields": []}]), "sections.0.fields", "no_fields"),
    ("title in one language", _broken(title={"ja": "題"}), "title", "language_missing"),
    ("title in three languages", _broken(title={"ja": "題", "en": "t", "fr": "t"}), "title", "language_missing"),
    ("blank English", _broken(title={"ja": "題", "en": " "}), "title", "language_missing"),
    ("unknown key of the form", _broken(colour="red"), "colour", "unknown_key"),
    ("version as text", _broken(version="1"), "version", "wrong_kind"),
    ("version as true", _broken(version=True), "version", "wrong_kind"),
    ("a section that is a list", _broken(sections=[["a"]]), "sections.0", "wrong_kind"),
    ("unknown key of a field", mapping(field("a", "text", colour=1)), "sections.0.fields.0.colour", "unknown_key"),
    ("a key of another type", mapping(field("a", "text", partial=True)), "sections.0.fields.0.partial", "unknown_key"),
    (
        "a note that is required",
        mapping(field("a", "note", required=True)),
        "sections.0.fields.0.required",
        "unknown_key",
    ),
    ("unknown type", mapping(field("a", "colour")), "sections.0.fields.0.type", "unknown_type"),
    ("no type", mapping({"name": "a", "label": words("a")}), "sections.0.fields.0", "missing_key"),
    ("capital in a name", mapping(field("Name", "text")), "sections.0.fields.0.name", "bad_name"),
    ("hyphen in a name", mapping(field("a-b", "text")), "sections.0.fields.0.name", "bad_name"),
    ("name twice", mapping(field("a", "text"), field("a", "kana")), "sections.0.fields.1.name", "duplicate_name"),
    (
        "name of a partial date's companion",
        mapping(field("a", "wareki_date", partial=True), field("a_partial", "text")),
        "sections.0.fields.1.name",
        "duplicate_name",
    ),
    ("no options", mapping(field("a", "radio")), "sections.0.fields.0.options", "options_missing"),
    ("option twice", mapping(choice("a", "x", "x")), "sections.0.fields.0.options", "duplicate_option"),
    (
        "option in one language",
        mapping(field("a", "radio", options=[{"value": "x", "ja": "あ"}])),
        "sections.0.fields.0.options.0",
        "language_missing",
    ),
    ("too wide", mapping(field("a", "text", width=5)), "sections.0.fields.0.width", "wrong_value"),
    ("unknown data class", mapping(field("a", "text", **{"class": "X"})), "sections.0.fields.0.class", "wrong_value"),
    (
        "condition on no field",
        mapping(field("a", "text", show_if={"field": "b", "is": "x"})),
        "sections.0.fields.0.show_if",
        "show_if_unknown_field",
    ),
    (
        "condition on a later field",
        mapping(field("a", "text", show_if={"field": "b", "is": "x"}), choice("b", "x")),
        "sections.0.fields.0.show_if",
        "show_if_unknown_field",
    ),
    (
        "condition on a field outside the row",
        mapping(choice("b", "x"), field("g", "group", fields=[field("a", "text", show_if={"field": "b", "is": "x"})])),
        "sections.0.fields.1.fields.0.show_if",
        "show_if_unknown_field",
    ),
    (
        "condition with a value that is no option",
        mapping(choice("b", "x"), field("a", "text", show_if={"field": "b", "is": "y"})),
        "sections.0.fields.1.show_if",
        "show_if_unknown_value",
    ),
    (
        "condition that compares a text",
        mapping(field("b", "text"), field("a", "text", show_if={"field": "b", "is": "y"})),
        "sections.0.fields.1.show_if",
        "show_if_not_comparable",
    ),
    (
        "condition with two tests",
        mapping(choice("b", "x"), field("a", "text", show_if={"field": "b", "is": "x", "not": "x"})),
        "sections.0.fields.1.show_if",
        "missing_key",
    ),
    (
        "in without a list",
        mapping(choice("b", "x"), field("a", "text", show_if={"field": "b", "in": "x"})),
        "sections.0.fields.1.show_if.in",
        "wrong_kind",
    ),
    (
        "condition on a read-only field",
        mapping(choice("b", "x", read_only=True), field("a", "text", show_if={"field": "b", "is": "x"})),
        "sections.0.fields.1.show_if",
        "show_if_read_only",
    ),
    (
        "bound that is no date field",
        mapping(field("b", "text"), field("a", "date", not_after="b")),
        "sections.0.fields.1.not_after",
        "unknown_reference",
    ),
    (
        "bound on a day that does not exist",
        mapping(field("a", "date", not_after="2026-02-30")),
        "sections.0.fields.0.not_after",
        "unknown_reference",
    ),
    (
        "postcode that fills nothing",
        mapping(field("a", "postal_code", fills="b")),
        "sections.0.fields.0.fills",
        "unknown_reference",
    ),
    (
        "postcode with an unknown part",
        mapping(field("b", "text"), field("a", "postal_code", fills={"street": "b"})),
        "sections.0.fields.1.fills.street",
        "unknown_key",
    ),
    ("min above max", mapping(field("a", "number", min=3, max=2)), "sections.0.fields.0", "bounds_crossed"),
    (
        "default that is no option",
        mapping(choice("a", "x", default="y")),
        "sections.0.fields.0.default",
        "default_not_valid",
    ),
    (
        "default that is no day",
        mapping(field("a", "date", default="soon")),
        "sections.0.fields.0.default",
        "default_not_valid",
    ),
    (
        "a group in a group",
        mapping(field("g", "group", fields=[field("h", "group", fields=[])])),
        "sections.0.fields.0.fields.0.type",
        "group_in_group",
    ),
    ("a group without fields", mapping(field("g", "group")), "sections.0.fields.0.fields", "no_fields"),
    ("value group not listed", mapping(field("a", "text", group="x")), "sections.0.fields.0.group", "unknown_group"),
    (
        "value group of a row",
        mapping(field("g", "group", fields=[field("a", "text", group="x")]), groups={}),
        "sections.0.fields.0.fields.0.group",
        "unknown_group",
    ),
    ("value group unused", mapping(field("a", "text"), groups={"x": words("組")}), "groups.x", "unused_group"),
    (
        "two fields of marks",
        mapping(field("a", "check_groups"), field("b", "check_groups")),
        "sections",
        "second_check_field_twice",
    ),
]


@pytest.mark.parametrize(("raw", "path", "rule"), [case[1:] for case in FAULTY], ids=[case[0] for case in FAULTY])
def test_a_faulty_definition_is_refused_with_its_place(raw: dict[str, Any], path: str, rule: str) -> None:
    with pytest.raises(FormFaults) as caught:
        parse_form(raw, "forms/test/form.yaml")
    assert (path, rule) in {(fault.path, fault.rule) for fault in caught.value.faults}
    for fault in caught.value.faults:
        assert fault.message_ja.endswith("。")
        assert fault.message_en.endswith(".")


def test_all_faults_come_at_once() -> None:
    raw = mapping(field("a", "colour"), field("a", "text", max="long"), title={"ja": "題"})
    with pytest.raises(FormFaults) as caught:
        parse_form(raw, "x")
    assert len(caught.value.faults) >= 3


def test_what_is_no_mapping_is_no_form() -> None:
    with pytest.raises(FormFaults):
        parse_form(["form"], "x")  # type: ignore[arg-type]


def test_a_section_s_condition_holds_for_its_fields() -> None:
    raw = mapping(choice("kind", "own", "proxy"))
    raw["sections"].append(
        {
            "title": words("代理人"),
            "show_if": {"field": "kind", "is": "proxy"},
            "fields": [field("proxy_name", "name", show_if={"field": "kind", "not": "own"})],
        }
    )
    of = parse_form(raw, "x")
    assert [condition.test for condition in of.field("proxy_name").show_if] == ["is", "not"]


def test_a_definition_keeps_what_it_says() -> None:
    of = form(
        field("postal", "postal_code", fills={"prefecture": "prefecture", "city": "city"}),
        field("prefecture", "text"),
        field("city", "name", width=2, hint=words("手がかり")),
        field("rows", "group", min=1, max=3, fields=[field("name", "name", required=True)]),
    )
    assert of.field("postal").fills == (("prefecture", "prefecture"), ("city", "city"))
    assert of.field("city").hint is not None
    assert of.field("city").label.of("en") == "city (en)"
    assert [path for path, _ in of.walk()] == ["postal", "prefecture", "city", "rows", "rows[].name"]
    with pytest.raises(KeyError):
        of.field("nothing")


def test_every_fault_has_words_in_both_languages() -> None:
    assert all(len(texts) == 2 and all(texts) for texts in _TEXTS.values())
