"""The schema takes exactly the JSON that the reader takes; page and JSON lead to the same answers."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from server.domain.forms import FormDefinition, Posted, json_schema, read_answers, tree_of_values
from server.domain.forms.model import Field, answered
from server.domain.refusals import InputInvalid
from server.exchange.form_files import load_forms
from tests.domain.forms.building import TODAY, choice, field, flat, form, send
from tests.domain.forms.judging import accepts

GROUPS = {"head": "世帯主", "members.0": "世帯員1"}

ALL_TYPES = form(
    field("text", "text", required=True, min=2, max=8),
    field("area", "textarea", max=20),
    field("kana", "kana", max=10),
    field("person", "name", required=True),
    field("first", "wareki_date", not_after="today"),
    field("second", "date", not_before="first", not_after="2030-12-31", day_after="first"),
    field("birth", "wareki_date", partial=True, required=True, not_after="today", not_before="1900-01-01"),
    field("count", "number", min=1, max=12, required=True),
    field("yen", "yen"),
    field("postal", "postal_code", required=True),
    field("phone", "phone"),
    field("secret", "my_number"),
    choice("kind", "a", "b", "c", required=True),
    choice("pick", "x", "y", type="select"),
    field("agreed", "checkbox", required=True),
    field("box", "checkbox"),
    choice("many", "x", "y", "z", type="checkboxes", max=2),
    choice("some", "x", "y", "z", type="checkboxes", min=2),
    choice("any", "x", "y", type="checkboxes", required=True),
    field("scan", "file"),
    field("given", "text", read_only=True),
    field("words_only", "note"),
    field("if_a", "text", required=True, show_if={"field": "kind", "is": "a"}),
    choice("if_bc", "p", "q", show_if={"field": "kind", "in": ["b", "c"]}, required=True),
    field("if_p", "wareki_date", partial=True, show_if={"field": "if_bc", "is": "p"}, required=True),
    field("if_not_p", "number", show_if={"field": "if_bc", "not": "p"}, required=True),
    field("if_box", "my_number", required=True, show_if={"field": "box", "is": True}),
    field("if_no_box", "phone", show_if={"field": "box", "is": False}),
    field("if_x", "text", required=True, show_if={"field": "many", "is": "x"}),
    field("if_phone", "text", required=True, show_if={"field": "phone", "not": None}),
    field("if_unborn", "text", show_if={"field": "birth", "is": None}, required=True),
    field("if_secret", "text", show_if=[{"field": "secret", "not": None}, {"field": "kind", "is": "b"}], required=True),
    field(
        "rows",
        "group",
        min=1,
        max=3,
        fields=[
            field("name", "name", required=True),
            field("from", "date", required=True),
            field("to", "date", not_before="from"),
            choice("kind", "in", "out", required=True),
            field("place", "name", required=True, show_if={"field": "kind", "is": "out"}),
        ],
    ),
    field("more", "group", max=2, show_if={"field": "kind", "is": "c"}, fields=[field("a", "text", required=True)]),
)
CHECK = form(
    field("marks", "check_groups", complete_if={"field": "result", "in": ["agree"]}),
    choice("result", "agree", "return", required=True),
)
SHIPPED = load_forms(Path(__file__).parents[3] / "forms")
DENSE = {"all types": ALL_TYPES, "second check": CHECK}
FORMS = {**DENSE, **SHIPPED}

_QUIET = settings(suppress_health_check=list(HealthCheck), deadline=None)
MANY = settings(_QUIET, max_examples=120)  # two forms hold every kind of field and of condition
FEW = settings(_QUIET, max_examples=12)  # the shipped forms, some two hundred, are put together of the same


def _text(one: Field) -> st.SearchStrategy[str]:
    least = max(2, one.min or 0)
    most = max(least, min(one.max or 20, 20))
    return st.text(alphabet="あア髙a1 -", min_size=least, max_size=most).filter(lambda text: text.strip() == text)


def _my_number(leading: str) -> str:
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(leading, weights, strict=True)) % 11
    return leading + str(0 if rest <= 1 else 11 - rest)


def _most(one: Field) -> int:
    return max(9, (one.min or 0) + 9) if one.max is None else one.max


_DAYS = st.dates(date(1950, 1, 1), TODAY).map(date.isoformat)
_COMING = st.dates(TODAY, TODAY + timedelta(400)).map(date.isoformat)
_VALID: Mapping[str, Any] = {
    "text": _text,
    "textarea": lambda one: _text(one).map(lambda text: f"{text[:1]}\n{text[-1:]}"),
    "kana": lambda one: st.sampled_from(["ヤマダ", "ヤマダ　タロウ", "ヴァー・ヽ"]),
    "name": lambda one: st.sampled_from(["髙﨑 花子", "葛\U000e0100城", "𠮷野"]),
    "wareki_date": lambda one: _COMING if one.not_before == "today" else _DAYS,
    "date": lambda one: _COMING if one.not_before == "today" else _DAYS,
    "number": lambda one: st.integers(-9 if one.min is None else one.min, _most(one)),
    "yen": lambda one: st.integers(one.min or 0, 99_999_999_999 if one.max is None else one.max),
    "postal_code": lambda one: st.from_regex(r"\A[0-9]{3}-[0-9]{4}\Z"),
    "phone": lambda one: st.sampled_from(["043-245-5123", "0432455123", "090-1234-5678", "+81-43-245-5123"]),
    "my_number": lambda one: st.from_regex(r"\A[0-9]{11}\Z").map(_my_number),
    "radio": lambda one: st.sampled_from(one.option_values),
    "select": lambda one: st.sampled_from(one.option_values),
    "checkbox": lambda one: st.just(True) if one.required else st.booleans(),
    "checkboxes": lambda one: st.lists(
        st.sampled_from(one.option_values), unique=True, min_size=one.min or int(one.required), max_size=one.max
    ),
    "file": lambda one: st.from_regex(r"\A[A-Za-z0-9_-]{1,64}\Z"),
}


@st.composite
def valid_scope(draw: st.DrawFn, fields: Sequence[Field]) -> dict[str, Any]:
    """Answers that are right field by field; only dates may stand against each other."""
    values: dict[str, Any] = {}
    for one in answered(tuple(fields)):
        if one.read_only:
            continue
        if one.type == "group":
            size = st.integers(one.min or 0, min(one.max or 3, 3))
            values[one.name] = [draw(valid_scope(one.fields)) for _ in range(draw(size))]
        elif one.type == "check_groups":
            values[one.name] = {name: {"mark": "match"} for name in GROUPS}
        elif one.partial and draw(st.booleans()):
            values[one.partial_name] = draw(st.sampled_from(["1985-00-00", "1985-10-00", "2026-11-00"]))
        elif one.required or draw(st.booleans()):
            values[one.name] = draw(_VALID[one.type](one))
    return values


_JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**13),
    st.floats(0.1, 0.9),
    st.text(max_size=6),
    st.sampled_from(
        (
            "| |x|あ\n|\u200b|2026-02-30|2027-01-01|1899-12-31|1872-01-01|R8.1.1|2600026|123-4567\n|1234-5678-9018|"
            "123456789018|123456789017|1985-00-00|sealed:rows.0.a|ﾔﾏﾀﾞ|ヤマダ タロウ|090-1234-567|+1|match|out|"
            + "a"
            * 300
        ).split("|")
    ),
    st.lists(st.sampled_from(["x", "y", "z", "x", 1]), max_size=3),
    st.dictionaries(st.sampled_from(["mark", "name", "head"]), st.sampled_from(["match", "differs", None]), max_size=2),
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in the answers, containers too."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in children for place in _places(child, (*path, key)))][0 if path else 1 :]


@st.composite
def spoiled(draw: st.DrawFn, of: FormDefinition) -> dict[str, Any]:
    """Right answers with up to three changes: a value replaced, taken out, or a field added."""
    answers = copy.deepcopy(draw(valid_scope(of.fields)))
    for _ in range(draw(st.integers(0, 3))):
        places = _places(answers)
        if not places:
            break
        *parents, last = draw(st.sampled_from(places))
        holder: Any = answers
        for key in parents:
            holder = holder[key]
        act = draw(st.sampled_from(["replace", "replace", "replace", "drop", "add"]))
        if act == "drop":
            del holder[last]
        elif act == "add" and isinstance(holder, dict):
            holder[draw(st.sampled_from(["extra", "given", "birth", "birth_partial", "words_only", "right_value"]))] = (
                draw(_JUNK)
            )
        else:
            holder[last] = draw(_JUNK)
    return answers


def _codes(of: FormDefinition, raw: Any) -> set[str]:
    """What the reader finds wrong."""
    try:
        read_answers(of, raw, today=TODAY, check_groups=GROUPS)
    except InputInvalid as invalid:
        return {error.code for error in invalid.errors}
    return set()


def _agree_on_spoiled(of: FormDefinition, data: st.DataObject) -> None:
    raw = data.draw(spoiled(of))
    wrong = _codes(of, raw)
    if wrong != {"my_number_twice"}:  # that two numbers are equal is more than a schema can say
        assert accepts(json_schema(of, check_groups=list(GROUPS)), raw) is (not wrong)


def _same_from_page_and_json(of: FormDefinition, data: st.DataObject) -> None:
    raw = data.draw(valid_scope(of.fields))
    wrong = _codes(of, raw)
    # Guards all of these tests against generating nothing but refusals: only dates may be at fault.
    assert wrong <= {"date_too_early", "date_too_late", "my_number_twice"}
    assume(not wrong)
    sent = read_answers(of, raw, today=TODAY, check_groups=GROUPS)
    page = Posted.of(flat(tree_of_values(of, sent.values)))
    posted = read_answers(of, page, today=TODAY, check_groups=GROUPS, sealed=list(sent.secrets))
    assert posted.values == sent.values
    assert posted.kept == {path: path for path in sent.secrets}
    assert [warning.path for warning in posted.warnings] == [warning.path for warning in sent.warnings]


@pytest.mark.parametrize("name", DENSE)
@MANY
@given(data=st.data())
def test_the_schema_accepts_exactly_what_the_reader_accepts(name: str, data: st.DataObject) -> None:
    _agree_on_spoiled(DENSE[name], data)


@pytest.mark.parametrize("name", DENSE)
@MANY
@given(data=st.data())
def test_a_page_and_json_lead_to_the_same_answers(name: str, data: st.DataObject) -> None:
    _same_from_page_and_json(DENSE[name], data)


@pytest.mark.parametrize("name", SHIPPED)
@FEW
@given(data=st.data())
def test_the_schema_of_a_shipped_form_accepts_what_its_reader_accepts(name: str, data: st.DataObject) -> None:
    _agree_on_spoiled(SHIPPED[name], data)


@pytest.mark.parametrize("name", SHIPPED)
@FEW
@given(data=st.data())
def test_a_shipped_form_leads_to_the_same_answers_by_page_and_json(name: str, data: st.DataObject) -> None:
    _same_from_page_and_json(SHIPPED[name], data)


@pytest.mark.parametrize("name", FORMS)
def test_the_schema_is_a_schema(name: str) -> None:
    schema = json_schema(FORMS[name], check_groups=list(GROUPS))
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert schema["title"] == FORMS[name].title.ja


def test_the_schema_speaks_both_languages_and_says_what_a_choice_means() -> None:
    kind = json_schema(ALL_TYPES)["properties"]["kind"]
    assert (kind["title"], kind["x-title-en"]) == ("kind", "kind (en)")
    assert kind["x-labels"]["a"] == {"ja": "aの表示", "en": "a shown"}


def test_the_schema_knows_the_days_around_today() -> None:
    of = form(field("a", "date", not_after="today"))
    for day in (TODAY - timedelta(1), TODAY, TODAY + timedelta(1)):
        raw = {"a": day.isoformat()}
        assert accepts(json_schema(of), raw) is (not _codes(of, raw)) is (day <= TODAY)


def test_answers_are_json_without_floats_or_days() -> None:
    def plain(value: Any) -> bool:
        if isinstance(value, dict):
            return all(type(key) is str and plain(one) for key, one in value.items())
        if isinstance(value, list):
            return all(map(plain, value))
        return value is None or type(value) in (str, int, bool)

    of = SHIPPED["enrolment/receive_documents"]
    raw = {"arrived_on": "2026-11-18", "documents": ["lookup"], "paper_location": "A"}
    assert plain(send(of, raw).values)
