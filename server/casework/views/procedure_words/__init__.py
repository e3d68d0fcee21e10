"""Words of procedures (手続の言葉): one module for each slug, found by itself, in both languages.

A module has TITLE (the procedure's name), ELEMENTS (by element id: the Japanese name of an element is the diagram's
own, the outcome's word stands in lists), ACTS (the main button of a task; in Japanese the diagram's own property `act`
stands) and, if it likes, CHAIN (the main steps in short words, for the head of its pages, in the diagram's order).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

_MODULES = {
    found.name: import_module(f"{__name__}.{found.name}")
    for found in iter_modules(__path__)
    if found.name != "vocabulary"
}

PROCEDURES: Vocabulary = {slug: module.TITLE for slug, module in _MODULES.items()}

BY_SLUG: Mapping[str, Vocabulary] = {slug: module.ELEMENTS for slug, module in _MODULES.items()}

# Shared parts have their words with enrolment, which came first: it wins where only the element is known.
_ORDER = sorted(_MODULES, key=lambda slug: slug == "enrolment")

ELEMENTS: Vocabulary = {key: word for slug in _ORDER for key, word in BY_SLUG[slug].items()}

ENGLISH: Mapping[str, str] = {word.ja: word.en for slug in _ORDER for word in BY_SLUG[slug].values()}
"""English names of elements by the name that the diagram gives them."""

ACTS_BY_SLUG: Mapping[str, Vocabulary] = {slug: module.ACTS for slug, module in _MODULES.items()}

ACTS: Vocabulary = {key: word for slug in _ORDER for key, word in ACTS_BY_SLUG[slug].items()}

CHAINS: Mapping[str, Vocabulary] = {slug: module.CHAIN for slug, module in _MODULES.items() if hasattr(module, "CHAIN")}


RESULTS: Vocabulary = {
    key: word for module in _MODULES.values() for key, word in getattr(module, "RESULTS", {}).items()
}
"""Words of the results that people choose in a procedure's tasks, beside those that all share (`words.RESULTS`)."""


def element_words(slug: str, element: str) -> Words | None:
    """The words of an element of a procedure: its own, else those of a shared part; None where nobody has named it."""
    return BY_SLUG.get(slug, {}).get(element) or ELEMENTS.get(element)


PAPERS: Vocabulary = {key: word for module in _MODULES.values() for key, word in getattr(module, "PAPERS", {}).items()}
"""Words of the papers that only a procedure's own forms name, beside those that all share (`words.PAPERS`)."""

FINDINGS: Vocabulary = {
    key: word for module in _MODULES.values() for key, word in getattr(module, "FINDINGS", {}).items()
}
"""Words of what a procedure finds against an entry, beside those that all share (`words.FINDINGS`)."""
