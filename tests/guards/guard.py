"""A row of the table of guards (歯止めの一行)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """A guard against a mistake: `old` stands once in `file`; with `new` in its place it is out, and `test` fails."""

    mistake: str
    what: str
    file: str
    old: str
    new: str
    test: str
