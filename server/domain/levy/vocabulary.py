"""What many levies have in common, said once (共通の文言): each line as the number of its form and its figures.

A run of a hundred thousand households repeats the same words, articles and rates in millions of lines. A vocabulary
gathers them as forms while lines are written; `told` puts lines and forms together again, exactly as they were meant.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from server.domain.levy.model import calendar_months

Flat = list[Any]
"""Lines in a row: the number of a form, its figures, the number of the next form, its figures …"""


@dataclass(frozen=True, slots=True)
class Form:
    """What a line says every time, and the names of its figures in their order.

    `before` and `after` stand before and behind the figures; names in `bits` are months as bits; `inner` is the name of
    an object within the line, with the figures `inner_names` (and nothing where the line has no such object).
    """

    before: Mapping[str, Any]
    names: tuple[str, ...]
    bits: tuple[str, ...] = ()
    inner: str = ""
    inner_names: tuple[str, ...] = ()
    after: Mapping[str, Any] = field(default_factory=dict)

    @property
    def figures(self) -> int:
        """How many figures a line of this form has."""
        return len(self.names) + len(self.inner_names)

    def line(self, figures: Sequence[Any]) -> dict[str, Any]:
        """The line with these figures."""
        found: dict[str, Any] = {**self.before, **dict(zip(self.names, figures, strict=False))}
        for name in self.bits:
            found[name] = list(calendar_months(found[name]))
        if self.inner:
            found[self.inner] = dict(zip(self.inner_names, figures[len(self.names) :], strict=True))
        found.update(self.after)
        return found


class Vocabulary:
    """The forms met so far. They speak of one set of parameters, `of`: a run makes one and hands it on."""

    def __init__(self, of: object) -> None:
        self.of = of
        self.forms: list[Form] = []
        self.numbers: dict[Hashable, int] = {}

    def add(self, key: Hashable, form: Form) -> int:
        """The number of a form that was not met before; it is found again under its key."""
        self.forms.append(form)
        self.numbers[key] = number = len(self.forms) - 1
        return number


def told(flat: Sequence[Any], forms: Sequence[Form]) -> list[dict[str, Any]]:
    """The lines again. Raises `IndexError` or `ValueError` where lines and forms do not belong together."""
    found, place = [], 0
    while place < len(flat):
        form, place = forms[flat[place]], place + 1
        found.append(form.line(flat[place : place + form.figures]))
        place += form.figures
    return found


def forms_json(forms: Sequence[Form]) -> list[dict[str, Any]]:
    """Forms as JSON; `read_forms` is its inverse."""
    return [asdict(form) for form in forms]


def read_forms(data: Sequence[Mapping[str, Any]]) -> list[Form]:
    """The forms again."""
    return [
        Form(
            one["before"],
            tuple(one["names"]),
            tuple(one["bits"]),
            one["inner"],
            tuple(one["inner_names"]),
            one["after"],
        )
        for one in data
    ]
