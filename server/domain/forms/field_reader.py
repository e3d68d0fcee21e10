"""The one reader of a form's tree: field by field in order, scope by scope, collecting every error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from server.domain.effects import JSON
from server.domain.forms import kinds
from server.domain.forms.check_marks import MARK_FIELDS, incomplete, without_unmarked
from server.domain.forms.conditions import is_empty, is_shown
from server.domain.forms.dates import PARTIAL, bound_errors, echo, next_day_warnings, partial_of
from server.domain.forms.empties import empty_value
from server.domain.forms.model import NUMBER_TYPES, Field, Lang, answered
from server.domain.forms.tree import SEALED
from server.domain.refusals import FieldError, Refused

_MAX_NAME_SHOWN = 60
_NOT_TICKED = (None, "", "0", "false")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the reader knows besides the form; `exact` is true for JSON, which must be spelled canonically."""

    today: date
    exact: bool
    check_groups: Mapping[str, str]
    sealed: frozenset[str]
    given: Mapping[str, JSON]
    lang: Lang


@dataclass(slots=True)
class Reading:
    """One reading under way: what is wrong, what is doubtful, the My Numbers set apart, the echoes."""

    around: Surroundings
    errors: list[FieldError] = field(default_factory=list)
    warnings: list[FieldError] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    kept: dict[str, str] = field(default_factory=dict)
    echoes: dict[str, str] = field(default_factory=dict)

    def scope(self, fields: Sequence[Field], tree: Mapping[str, JSON], path: str = "") -> dict[str, JSON]:
        """The values of one scope; what the form does not ask just now is ignored and stands as empty."""
        self._refuse_unknown(fields, tree, path)
        values: dict[str, JSON] = {}
        hidden: set[str] = set()
        shown: list[Field] = []
        for one in answered(tuple(fields)):
            if is_shown(one, values, hidden):
                shown.append(one)
                values.update(self._field(one, tree, f"{path}{one.name}"))
            else:
                hidden.add(one.name)
                values.update(empty_value(one))
        self.errors.extend(bound_errors(shown, values, path, self.around.today))
        self.warnings.extend(next_day_warnings(shown, values, path))
        for one in shown:
            if one.type == "check_groups":
                self.errors.extend(incomplete(one, values, self.around.check_groups, path))
        return values

    def _refuse_unknown(self, fields: Sequence[Field], tree: Mapping[str, JSON], path: str) -> None:
        known = {name for one in answered(tuple(fields)) for name in empty_value(one)}
        for name in tree:
            if name not in known:
                shown = str(name)[:_MAX_NAME_SHOWN]
                self.errors.append(FieldError(f"{path}{shown}", "unknown_field", {"name": shown}))

    def _field(self, one: Field, tree: Mapping[str, JSON], at: str) -> dict[str, JSON]:
        """The value of one shown field under its name (and its companion's); what is wrong is noted and left empty."""
        try:
            found = self._value(one, tree, at)
        except Refused as refused:
            self.errors.append(FieldError(at, refused.code, refused.params))
            return empty_value(one)
        if one.required and all(is_empty(value) for value in found.values()):
            self.errors.append(FieldError(at, "must_be_ticked" if one.type == "checkbox" else "required"))
        typed = tree.get(one.name)
        if isinstance(typed, str) and (line := echo(one, typed, found, today=self.around.today, lang=self.around.lang)):
            self.echoes[at] = line
        return found

    def _value(self, one: Field, tree: Mapping[str, JSON], at: str) -> dict[str, JSON]:
        raw = tree.get(one.name)
        if one.read_only:
            return {**empty_value(one), one.name: self._given(one, raw)}
        if one.partial:
            return self._partial_date(one, raw, tree.get(one.partial_name))
        if one.type == "group":
            return {one.name: self._rows(one, raw, at)}
        if one.type == "check_groups":
            return {one.name: self._marks(raw, at)}
        if one.type == "my_number":
            return {one.name: self._my_number(one, raw, at)}
        if one.type == "checkbox":
            return {one.name: self._ticked(raw)}
        if one.type == "checkboxes":
            return {one.name: self._choices(one, raw)}
        return {one.name: self._number(one, raw) if self._is_number(one) else self._text(one, raw)}

    def _is_number(self, one: Field) -> bool:
        return self.around.exact and one.type in NUMBER_TYPES

    def _given(self, one: Field, raw: JSON) -> JSON:
        """A read-only field takes nothing from outside: its value is handed in by the server."""
        if raw not in (None, ""):
            raise Refused("read_only_field")
        return self.around.given.get(one.name, one.default)

    def _text(self, one: Field, raw: JSON) -> JSON:
        if raw is None:
            return None
        if not isinstance(raw, str):
            raise Refused("wrong_type", expected="string")
        value = kinds.clean(one, raw)
        if self.around.exact and value != raw:
            raise Refused("not_canonical", expected="null" if value is None else value)
        return value

    def _number(self, one: Field, raw: JSON) -> JSON:
        if raw is None:
            return None
        if type(raw) is not int:
            raise Refused("wrong_type", expected="integer")
        return kinds.bounded(one, raw)

    def _ticked(self, raw: JSON) -> bool:
        if self.around.exact and raw is not None and not isinstance(raw, bool):
            raise Refused("wrong_type", expected="boolean")
        return raw is True if self.around.exact else raw not in _NOT_TICKED

    def _choices(self, one: Field, raw: JSON) -> list[JSON]:
        """The ticked options in the form's order."""
        if raw is None:
            return []
        if not isinstance(raw, list):
            raise Refused("wrong_type", expected="array")
        if any(choice not in one.option_values for choice in raw):
            raise Refused("not_an_option")
        if len(set(raw)) < len(raw):
            raise Refused("option_twice")
        if one.max is not None and len(raw) > one.max:
            raise Refused("too_many_chosen", max=one.max)
        if one.min is not None and raw and len(raw) < one.min:
            raise Refused("too_few_chosen", min=one.min)
        return [value for value in one.option_values if value in raw]

    def _partial_date(self, one: Field, raw: JSON, raw_partial: JSON) -> dict[str, JSON]:
        """A birth date, whole or of known parts only; JSON gives the known parts under the companion's name."""
        if self.around.exact:
            partial = self._known_parts(raw_partial)
            if partial is not None and raw is not None:
                raise Refused("date_given_twice")
            return {one.name: self._text(one, raw), one.partial_name: partial}
        partial = partial_of(raw) if isinstance(raw, str) else None
        return {one.name: None if partial else self._text(one, raw), one.partial_name: partial}

    def _known_parts(self, raw: JSON) -> str | None:
        if raw is None:
            return None
        if not isinstance(raw, str):
            raise Refused("wrong_type", expected="string")
        if not PARTIAL.fullmatch(raw):
            raise Refused("not_canonical", expected="1985-00-00")
        return raw

    def _my_number(self, one: Field, raw: JSON, at: str) -> dict[str, JSON]:
        """Only a mark that a number was entered; the number itself leaves in `secrets`, never in the values."""
        if isinstance(raw, str) and raw.startswith(SEALED):
            return self._sealed_number(raw.removeprefix(SEALED), at)
        if raw is not None and not isinstance(raw, str):
            raise Refused("wrong_type", expected="string")
        number = kinds.clean(one, raw or "")
        if self.around.exact and number != raw:
            raise Refused("my_number_not_canonical")
        if number is None:
            return {"my_number": "absent"}
        self.secrets[at] = str(number)
        return {"my_number": "entered"}

    def _sealed_number(self, origin: str, at: str) -> dict[str, JSON]:
        """A number entered before: the row says under which path, for rows may have moved since."""
        if origin not in self.around.sealed or origin in self.kept.values():
            raise Refused("my_number_not_sealed")
        self.kept[at] = origin
        return {"my_number": "entered"}

    def _rows(self, one: Field, raw: JSON, at: str) -> list[JSON]:
        if raw is not None and not isinstance(raw, list):
            raise Refused("wrong_type", expected="array")
        rows = raw or []
        if one.max is not None and len(rows) > one.max:
            raise Refused("too_many_rows", max=one.max)
        if len(rows) < (one.min or 0):
            raise Refused("too_few_rows", min=one.min)
        return [self._row(one, row, f"{at}.{index}") for index, row in enumerate(rows)]

    def _row(self, one: Field, row: JSON, at: str) -> JSON:
        if not isinstance(row, Mapping):
            self.errors.append(FieldError(at, "wrong_type", {"expected": "object"}))
            return None
        return self.scope(one.fields, row, f"{at}.")

    def _marks(self, raw: JSON, at: str) -> dict[str, JSON]:
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            raise Refused("wrong_type", expected="object")
        tree = dict(raw) if self.around.exact else without_unmarked(raw)
        groups = self.around.check_groups
        for name in tree.keys() - groups.keys():
            shown = str(name)[:_MAX_NAME_SHOWN]
            self.errors.append(FieldError(f"{at}.{shown}", "unknown_field", {"name": shown}))
        return {name: self._mark(tree[name], f"{at}.{name}") for name in groups if name in tree}

    def _mark(self, raw: JSON, at: str) -> JSON:
        if not isinstance(raw, Mapping):
            self.errors.append(FieldError(at, "wrong_type", {"expected": "object"}))
            return empty_mark()
        return self.scope(MARK_FIELDS, raw, f"{at}.")

    def refuse_a_number_given_twice(self) -> None:
        """Two persons cannot have the same My Number."""
        seen: set[str] = set()
        for at, number in self.secrets.items():
            if number in seen:
                self.errors.append(FieldError(at, "my_number_twice"))
            seen.add(number)


def empty_mark() -> dict[str, JSON]:
    return {name: value for one in MARK_FIELDS for name, value in empty_value(one).items()}
