"""A posted form on its way back to the page (様式の出し直し): buttons of the page, errors beside their fields.

The buttons that add and remove rows and fill in an address are submit buttons, so that they work without scripts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.domain.effects import JSON
from server.domain.forms.model import FormDefinition
from server.domain.forms.rows import add_row, fill_address, remove_row
from server.domain.forms.tree import Posted, Tree, tree_of_posted, without_my_numbers
from server.domain.my_number import without_numbers
from server.domain.names import postal_code
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.exchange.postcodes import address_of

_BUTTONS = ("add", "remove", "fill")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form is drawn from: the texts in its fields, and what is wrong with them."""

    tree: Tree
    errors: tuple[FieldError, ...] = ()


def is_button(act: str) -> bool:
    """Whether `_act` names a button of the page itself, which hands nothing in."""
    return act.partition(":")[0] in _BUTTONS


def typed_again(form: FormDefinition, posted: Posted, errors: tuple[FieldError, ...] = ()) -> Shown:
    """The page as it was typed; typed My Numbers are gone, whatever field they stood in: no page shows them twice."""
    tree, _ = tree_of_posted(form, veiled(posted))
    return Shown(without_my_numbers(form, tree), errors)


def veiled(posted: Posted) -> Posted:
    """The posted page with a star for each digit of a My Number that was typed into any of its fields."""
    return Posted({name: [without_numbers(text) for text in texts] for name, texts in posted.fields.items()})


def after_button(form: FormDefinition, posted: Posted, act: str, today: date) -> Shown:
    """The page after a row was added or removed, or an address filled in by its postcode."""
    shown = typed_again(form, posted)
    verb, _, path = act.partition(":")
    try:
        if verb == "add":
            return Shown(add_row(form, shown.tree, path, today=today))
        if verb == "remove":
            return Shown(remove_row(form, shown.tree, path, today=today))
        return Shown(fill_address(form, shown.tree, path, _address(_text_at(shown.tree, path))))
    except KeyError:
        return shown  # a button that this form does not have
    except Refused as refusal:
        return Shown(shown.tree, (FieldError(refusal.field or path, refusal.code, refusal.params),))


def errors_of(refusal: Refused, form: FormDefinition) -> tuple[FieldError, ...]:
    """The wrong fields that a refusal names; empty where it is about the whole, or about a field of another form."""
    if isinstance(refusal, InputInvalid):
        return refusal.errors
    if refusal.field is None or all(one.name != refusal.field for one in form.fields):
        return ()
    return (FieldError(refusal.field, refusal.code, refusal.params),)


def _address(code: str) -> dict[str, str]:
    found = address_of(postal_code(code))
    if found is None:
        raise Refused("postal_code_unknown")
    return found.parts()


def _text_at(tree: Mapping[str, JSON], path: str) -> str:
    """The text in the field at `postal_code` or `members.0.postal_code`."""
    at: JSON = tree
    for name in path.split("."):
        if isinstance(at, list):
            at = at[int(name)] if name.isascii() and name.isdigit() and int(name) < len(at) else None
        elif isinstance(at, Mapping):
            at = at.get(name)
    return at if isinstance(at, str) else ""
