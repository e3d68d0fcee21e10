"""What a form holds when it is opened (様式の初期値): own draft, else earlier answers, else what is known already.

The start form and the registers are copied into the entry form, so that a clerk compares instead of typing. What the
registers say stands in the form as text like anything typed, and is judged like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from server.casework.numbers_in import sealed_paths
from server.domain import wareki
from server.domain.effects import JSON
from server.domain.facts import Facts
from server.domain.forms import is_shown
from server.domain.forms.model import Field, FormDefinition, answered
from server.domain.forms.tree import Posted, Tree, initial_row, initial_tree, tree_of_posted, tree_of_values
from server.domain.names import search_key
from server.store.drafts import Draft

Origin = Literal["draft", "earlier", "prefilled"]

_RELATIONS = {"HEAD": "head", "CHILD": "child"}
_SPOUSE = {"M": "husband", "F": "wife"}
_PARENT = {"M": "father", "F": "mother"}
_NOT_COPIED = ("group", "check_groups", "my_number", "file", "checkboxes")


@dataclass(frozen=True, slots=True)
class Filled:
    """The texts of a form's fields, where they come from, and when the draft was saved.

    `sealed` are the paths whose My Number lies in the sealed store; `earlier` the answers of the round before.
    """

    tree: Tree
    origin: Origin
    saved_at: datetime | None
    sealed: tuple[str, ...]
    earlier: Mapping[str, JSON] | None


def fill(
    form: FormDefinition,
    *,
    today: date,
    draft: Draft | None,
    earlier: Mapping[str, JSON] | None,
    start: Mapping[str, JSON],
    known: Facts,
    household_key: str | None,
    before: Mapping[str, JSON] | None = None,
) -> Filled:
    """The form as this person finds it; `before` is what was written for it by others (事務センター, 電子申請)."""
    sealed = tuple(sealed_paths(earlier if earlier is not None else before))
    if draft is not None:
        return Filled(tree_of_draft(form, draft, today), "draft", draft.saved_at, sealed, earlier)
    if earlier is not None:
        return Filled(_said_before(form, earlier, today), "earlier", None, sealed, earlier)
    tree = initial_tree(form, today=today)
    tree |= _from_start(form, start)
    if household_key is not None:
        tree |= from_register(form, known, household_key, today)
    if before is not None:
        people = () if household_key is None else people_of(known, household_key)
        tree |= _written(form, before, people)
    return Filled(tree, "prefilled", None, sealed, None)


def _said_before(form: FormDefinition, earlier: Mapping[str, JSON], today: date) -> Tree:
    """What was answered the last time; a field that was not asked for then stands as on an untouched form."""
    empty, not_asked = initial_tree(form, today=today), set[str]()
    for one in answered(form.fields):
        if not is_shown(one, earlier, not_asked):
            not_asked.add(one.name)
    return {name: empty[name] if name in not_asked else text for name, text in tree_of_values(form, earlier).items()}


def _written(form: FormDefinition, before: Mapping[str, JSON], people: Sequence[Mapping[str, Any]]) -> Tree:
    """What others wrote stands as they wrote it; a row gets the number of whom it names by reading and birth date."""
    texts = tree_of_values(form, before)
    found: Tree = {name: text for name, text in texts.items() if text not in ("", [], None)}
    keys = {(search_key(str(one["name_kana"])), str(one["birth_date"])): one["person_key"] for one in people}
    for group in ("members", "lost_members"):
        for row, values in zip(found.get(group) or [], before.get(group) or [], strict=False):
            if not row.get("person_key") and values.get("kana"):
                row["person_key"] = keys.get((search_key(values["kana"]), str(values.get("birth_date"))), "")
    return found


def tree_of_draft(form: FormDefinition, draft: Draft, today: date) -> Tree:
    """A draft's flat names as a tree; names a newer form no longer has are left out."""
    posted = Posted.of({name: _texts(value) for name, value in draft.answers.items()})
    tree, _ = tree_of_posted(form, posted)
    return initial_tree(form, today=today) | tree


def _texts(value: JSON) -> str | list[str]:
    return [str(one) for one in value] if isinstance(value, list) else str(value)


def _from_start(form: FormDefinition, start: Mapping[str, JSON]) -> Tree:
    """Answers of the start form under the same name, where the field is one of those that are copied from the paper."""
    found: Tree = {}
    for field in form.fields:
        value = start.get(field.name)
        if value is not None and field.group is not None and field.type not in _NOT_COPIED:
            found[field.name] = _text(field, value)
    papers = next((field for field in form.fields if field.name == "evidence"), None)
    if papers is not None:
        found["evidence"] = [one for one in start.get("documents") or [] if one in papers.option_values]
    return found


def from_register(form: FormDefinition, known: Facts, household_key: str, today: date) -> Tree:
    """Head, address and those not insured yet by the registers, into the fields of those names."""
    household: Any = known.get_fact("household", household_key)
    if household is None:
        return {}
    head = next((m for m in household["members"] if m["person_key"] == household["head_person_key"]), None)
    insured = insured_now(known, household_key, today)
    values: dict[str, JSON] = {
        "postal_code": household["postal_code"],
        "address": household["address"],
        "address_building": household["address_line2"],
        "phone": household["phone"],
        "head_name": head["name"] if head else None,
        "head_kana": head["name_kana"] if head else None,
        "head_person_key": head["person_key"] if head else None,
        "other_insured": "yes" if insured else "no",
        "insured_symbol": insured[0]["symbol"] if insured else None,
        "insured_number": insured[0]["number"] if insured else None,
    }
    found: Tree = {f.name: _text(f, values[f.name]) for f in form.fields if values.get(f.name)}
    for name, wanted in (("members", _joining), ("lost_members", _leaving)):
        group = next((f for f in form.fields if f.name == name and f.type == "group"), None)
        if group is not None:
            found[name] = list(_rows(group, wanted(people_of(known, household_key), insured), today))
    return found


def people_of(known: Facts, household_key: str) -> tuple[Mapping[str, Any], ...]:
    """The members of the household and whoever the resident register has there besides, each once."""
    household: Any = known.get_fact("household", household_key)
    members = [] if household is None else household["members"]
    there = {member["person_key"] for member in members}
    residents: Any = known.get_fact("resident_household", household_key)
    return (*members, *(one for one in residents if one["person_key"] not in there))


def insured_now(known: Facts, household_key: str, today: date) -> list[Mapping[str, Any]]:
    """The spells of eligibility that hold in the household on the day."""
    spells: Any = known.get_fact("household_eligibility", household_key)["spells"]
    return [spell for spell in spells if _holds(spell, today)]


def _holds(spell: Mapping[str, Any], day: date) -> bool:
    ends = spell["tekiyo_to"]
    return date.fromisoformat(spell["tekiyo_from"]) <= day and (ends is None or day < date.fromisoformat(ends))


def _joining(people: Sequence[Mapping[str, Any]], insured: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Whom a notification of acquisition may name: those not insured yet."""
    joined = {spell["person_key"] for spell in insured}
    return [one for one in people if one["person_key"] not in joined]


def _leaving(people: Sequence[Mapping[str, Any]], insured: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Whom a notification of loss may name: those who are insured."""
    joined = {spell["person_key"] for spell in insured}
    return [one for one in people if one["person_key"] in joined]


def _rows(group: Field, wanted: Sequence[Mapping[str, Any]], today: date) -> Iterator[Tree]:
    yield from (_row(group, one, today) for one in wanted)
    if not wanted:
        yield initial_row(group, today=today)


def _row(group: Field, member: Mapping[str, Any], today: date) -> Tree:
    foreign = member["nationality"] not in (None, "japan")
    values = {
        "relation": _relation(member),
        "name": member["name"],
        "kana": member["name_kana"],
        "sex": member["sex"],
        "birth_date": member["birth_date"],
        "person_key": member["person_key"],
        "nationality": "foreign" if foreign else "japan",
        "stay_until": member["stay_until"],
    }
    fields = {field.name: field for field in group.fields}
    told = {name: _text(fields[name], value) for name, value in values.items() if name in fields and value}
    return initial_row(group, today=today) | told


def _relation(member: Mapping[str, Any]) -> str:
    relation = str(member["relation"])
    if relation == "SPOUSE":
        return _SPOUSE.get(member["sex"], "")
    if relation == "PARENT":
        return _PARENT.get(member["sex"], "")
    return _RELATIONS.get(relation, "")


def _text(field: Field, value: JSON) -> str:
    """A register's value as it would be typed; a birth date known in part stays as it is written."""
    text = str(value)
    if field.type == "wareki_date" and "-00" not in text:
        return wareki.to_wareki(date.fromisoformat(text), "short")
    return text
