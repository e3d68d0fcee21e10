"""The marks of a second check (照合): each value group seen beside the paper and marked equal or different.

A second person compares group by group (個人番号利用事務の照合); 相違 asks for the right value. A mark is read like a
row with these two fields; the form may be completed by `complete_if` only when every group is marked equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.domain.effects import JSON
from server.domain.forms.conditions import holds
from server.domain.forms.model import Condition, Field, Option, Words
from server.domain.refusals import FieldError

MATCH = "match"
DIFFERS = "differs"

MARK_FIELDS = (
    Field(
        name="mark",
        type="radio",
        label=Words("照合の印", "Mark"),
        required=True,
        options=(Option(MATCH, Words("一致", "Equal")), Option(DIFFERS, Words("相違", "Differs"))),
    ),
    Field(
        name="right_value",
        type="text",
        label=Words("正しい値", "Right value"),
        required=True,
        show_if=(Condition("mark", "is", (DIFFERS,)),),
    ),
)


def without_unmarked(tree: Mapping[str, JSON]) -> dict[str, JSON]:
    """A posted page sends every group; those without a mark were not seen yet."""
    return {name: mark for name, mark in tree.items() if isinstance(mark, Mapping) and mark.get("mark")}


def incomplete(field: Field, values: Mapping[str, JSON], groups: Mapping[str, str], path: str) -> Iterator[FieldError]:
    """The groups that forbid completion: not marked at all, or marked as different."""
    if field.complete_if is None or not holds(field.complete_if, values):
        return
    marks = values[field.name]
    for name, title in groups.items():
        mark = marks.get(name)
        if mark is None:
            yield FieldError(f"{path}{field.name}.{name}", "group_not_confirmed", {"group": title})
        elif mark["mark"] != MATCH:
            yield FieldError(f"{path}{field.name}.{name}", "group_differs", {"group": title})
