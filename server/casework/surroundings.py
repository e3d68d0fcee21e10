"""What stands around the diagrams of a tree (図の周り): forms, operators, periods, letters, for the gate."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path

from server.domain.forms.faults import FormFaults
from server.domain.forms.model import FormDefinition
from server.domain.operating import Operator
from server.engine.findings import Finding
from server.engine.lint import OperatorShape
from server.engine.lint_tree import Surroundings, check_folders, check_tree
from server.exchange.form_files import load_form
from server.exchange.values_files import default_directories, read_values

PERIOD = "period."


def surroundings_of(
    root: Path, operators: Mapping[str, Operator], value_directories: Iterable[Path] | None = None
) -> Surroundings:
    """The surroundings of the tree below `root`; a faulty form is known, but not its fields."""
    rows, _ = read_values(default_directories() if value_directories is None else value_directories)
    return Surroundings(
        forms={key: None if form is None else field_names(form) for key, form in _forms(root / "forms").items()},
        operators={key: shape_of(operator) for key, operator in operators.items()},
        periods=frozenset(row.key.removeprefix(PERIOD) for row in rows if row.key.startswith(PERIOD)),
        letters=frozenset(_letters(root / "letters")),
    )


def gate(root: Path, slug: str, operators: Mapping[str, Operator]) -> list[Finding]:
    """The findings of one procedure of the tree, asked for just before it is deployed."""
    return check_tree(root, surroundings_of(root, operators), [slug])


def gates(root: Path, slugs: Iterable[str], operators: Mapping[str, Operator]) -> dict[str, list[Finding]]:
    """The findings of each of these procedures; what stands around them (forms, values, every table) is read once."""
    return check_folders(root, surroundings_of(root, operators), slugs)


def shape_of(operator: Operator) -> OperatorShape:
    """What an operator's dataclasses say, by names."""
    nothing = dataclasses.MISSING
    fields = dataclasses.fields(operator.inputs)
    required = {one.name for one in fields if one.default is nothing and one.default_factory is nothing}
    return OperatorShape(
        inputs=frozenset(operator.input_names()),
        required=frozenset(required),
        outputs=frozenset(operator.output_names()),
        tables=operator.tables,
    )


def field_names(form: FormDefinition) -> frozenset[str]:
    """The keys that a form's answers may hold: its fields, and the companions of dates known only in part."""
    return frozenset(name for one in form.fields for name in (one.name, one.partial_name))


def _forms(folder: Path) -> dict[str, FormDefinition | None]:
    found: dict[str, FormDefinition | None] = {}
    for file in sorted(folder.glob("*/*.yaml")):
        key = f"{file.parent.name}/{file.stem}"
        try:
            found[key] = load_form(file, key)
        except FormFaults:
            found[key] = None
    return found


def _letters(folder: Path) -> Iterable[str]:
    for file in folder.glob("*/*.yaml"):
        if file.parent.name != "_base" and "." not in file.stem:
            yield f"{file.parent.name}/{file.stem}"
