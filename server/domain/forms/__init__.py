"""Forms (様式): one definition drives the screen, the API's schema and the validation, so that they never differ.

Pure functions over values; the definition comes in as a parsed mapping, answers as posted texts or JSON.
"""

from __future__ import annotations

from server.domain.forms.answers import Answers, read_answers
from server.domain.forms.conditions import is_shown
from server.domain.forms.definition import parse_form
from server.domain.forms.empties import empty_values
from server.domain.forms.faults import FormFault, FormFaults
from server.domain.forms.model import Condition, Field, FormDefinition, Lang, Option, Section, Words
from server.domain.forms.rows import add_row, fill_address, remove_row
from server.domain.forms.schema import json_schema
from server.domain.forms.showing import (
    FieldChange,
    ShownValue,
    ValueGroup,
    changed_fields,
    describe,
    needs_second_check,
    value_groups,
)
from server.domain.forms.tree import (
    Posted,
    Tree,
    initial_tree,
    tree_of_posted,
    tree_of_values,
    without_my_numbers,
)

__all__ = [
    "Answers",
    "Condition",
    "Field",
    "FieldChange",
    "FormDefinition",
    "FormFault",
    "FormFaults",
    "Lang",
    "Option",
    "Posted",
    "Section",
    "ShownValue",
    "Tree",
    "ValueGroup",
    "Words",
    "add_row",
    "changed_fields",
    "describe",
    "empty_values",
    "fill_address",
    "initial_tree",
    "is_shown",
    "json_schema",
    "needs_second_check",
    "parse_form",
    "read_answers",
    "remove_row",
    "tree_of_posted",
    "tree_of_values",
    "value_groups",
    "without_my_numbers",
]
