"""Answers (回答): what a person typed or a program sent, read against the form's definition.

`read_answers` takes a posted page (`Posted`) or an API's JSON. Both become one tree, and one reader judges it: a page
is normalised (half width, kana, wareki), JSON must already be spelled canonically. So screen and API take the same
answers and refuse the same ones. Nothing is stored that the form does not ask (extra fields are refused by name), and
My Numbers never enter the values: they leave in `secrets` for the sealed store.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from server.domain.effects import JSON
from server.domain.forms.field_reader import Reading, Surroundings
from server.domain.forms.model import FormDefinition, Lang
from server.domain.forms.tree import Posted, Tree, is_untouched, tree_of_posted
from server.domain.refusals import FieldError, InputInvalid

MAX_NAME_SHOWN = 60
_MISSING = frozenset({"required", "must_be_ticked", "too_few_rows", "too_few_chosen"})


@dataclass(frozen=True, slots=True)
class Answers:
    """The result of reading a form.

    `values`: JSON only, every field present, dates as ISO, My Numbers as `{"my_number": "entered" | "absent"}`.
    `secrets`: path → My Number typed now. `kept`: path → path under which the sealed store already holds it (rows may
    have moved). `echoes`: path → the line below the field. `warnings`: doubtful, yet accepted.
    """

    values: dict[str, JSON]
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    kept: dict[str, str] = field(default_factory=dict)
    echoes: dict[str, str] = field(default_factory=dict)
    warnings: tuple[FieldError, ...] = ()


def read_answers(
    form: FormDefinition,
    raw: Posted | Mapping[str, JSON],
    *,
    today: date,
    check_groups: Mapping[str, str] | None = None,
    sealed: Collection[str] = (),
    given: Mapping[str, JSON] | None = None,
    lang: Lang = "ja",
    partial: bool = False,
) -> Answers:
    """Reads `raw` against `form`; raises `InputInvalid` with every wrong field (paths as `members.2.birth_date`).

    `check_groups` are the value groups a second check must mark, id → title (needed by such forms only), `sealed` the
    paths whose My Number lies in the sealed store already, `given` the values of read-only fields. With `partial` what
    is missing is no fault (somebody completes it later). `ValueError` when a second check is read without its groups.
    """
    if form.check_field is not None and check_groups is None:
        raise ValueError(f"form {form.form} is a second check: the value groups to be marked must be handed in")
    tree, unknown = _tree(form, raw, today)
    exact = not isinstance(raw, Posted)
    reading = Reading(Surroundings(today, exact, check_groups or {}, frozenset(sealed), given or {}, lang))
    reading.errors.extend(FieldError(name, "unknown_field", {"name": name}) for name in unknown)
    values = reading.scope(form.fields, tree)
    reading.refuse_a_number_given_twice()
    wrong = [one for one in reading.errors if not (partial and one.code in _MISSING)]
    if wrong:
        raise InputInvalid(wrong)
    return Answers(values, reading.secrets, reading.kept, reading.echoes, tuple(reading.warnings))


def _tree(form: FormDefinition, raw: Posted | Mapping[str, JSON], today: date) -> tuple[Mapping[str, JSON], list[str]]:
    """The tree to judge, and the names that are no fields (of JSON they are found while reading, scope by scope)."""
    if not isinstance(raw, Posted):
        if not isinstance(raw, Mapping):
            raise InputInvalid([FieldError("", "wrong_type", {"expected": "object"})])
        return raw, []
    tree, unknown = tree_of_posted(form, raw)
    return _without_untouched_rows(form, tree, today), [name[:MAX_NAME_SHOWN] for name in unknown]


def _without_untouched_rows(form: FormDefinition, tree: Tree, today: date) -> Tree:
    """Rows at the end of a group into which nobody typed are no answers; those between others stay and are judged."""
    trimmed = dict(tree)
    for group in form.fields:
        rows = tree.get(group.name)
        if group.type != "group" or not isinstance(rows, list):
            continue
        kept = list(rows)
        while len(kept) > (group.min or 0) and is_untouched(group, kept[-1], today=today):
            kept.pop()
        trimmed[group.name] = kept
    return trimmed
