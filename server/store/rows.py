"""From rows to frozen values (行から値へ): a dataclass names the columns it wants by its fields."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, tuple_

T = TypeVar("T")

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; `next` is the cursor of the page behind it, None on the last."""

    items: tuple[T, ...]
    next: str | None


def columns(cls: type[Any], *tables: Table) -> list[Column[Any]]:
    """The columns named like the fields of `cls`, each from the first table that has it."""
    return [next(table.c[f.name] for table in tables if f.name in table.c) for f in dataclasses.fields(cls)]


def fetch_all(conn: Connection, cls: type[T], statement: Select[*tuple[Any, ...]]) -> tuple[T, ...]:
    """All rows of `statement` as `cls`, by column name."""
    return tuple(cls(**row._asdict()) for row in conn.execute(statement))


def fetch_one(conn: Connection, cls: type[T], statement: Select[*tuple[Any, ...]]) -> T | None:
    """The only row of `statement` as `cls`, None when there is none."""
    row = conn.execute(statement).one_or_none()
    return None if row is None else cls(**row._asdict())


def page_of(items: Sequence[T], limit: int, cursor: Any) -> Page[T]:
    """Cuts `limit + 1` items into a page; `cursor(item)` gives the values the next page begins behind."""
    if len(items) <= limit:
        return Page(tuple(items), None)
    return Page(tuple(items[:limit]), encode_cursor(cursor(items[limit - 1])))


def behind(
    order: Sequence[ColumnElement[Any]], place: Sequence[Any], *, newest_first: bool = False
) -> ColumnElement[bool]:
    """That a row stands behind `place` in a list ordered by `order`, typed as its columns are."""
    here = tuple_(*order)
    there = tuple_(*place, types=[column.type for column in order])
    return here < there if newest_first else here > there


def decode_place(text: str, *kinds: str) -> list[date | datetime | str]:
    """The place again as values: `day`, `instant` or `id` each; raises ValueError for a text nobody handed out."""
    return [_PARTS[kind](part) for kind, part in zip(kinds, decode_cursor(text, len(kinds)), strict=True)]


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    try:
        return found.astimezone(UTC)
    except OverflowError as fault:
        raise ValueError("no instant of any list") from fault


def _id(text: str) -> str:
    if re.fullmatch("[0-9a-f]{32}", text) is None:
        raise ValueError("no id")
    return text


_PARTS: Mapping[str, Callable[[str], date | datetime | str]] = {
    "day": date.fromisoformat,
    "instant": _instant,
    "id": _id,
}


def encode_cursor(place: Sequence[str]) -> str:
    """A place in a list as text for an address: it holds no names, only dates, instants and ids."""
    return base64.urlsafe_b64encode(json.dumps(list(place)).encode()).decode().rstrip("=")


def decode_cursor(text: str, length: int) -> list[str]:
    """The place again; raises ValueError for a text nobody handed out."""
    try:
        place = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, UnicodeError) as fault:
        raise ValueError("not a cursor") from fault
    if not isinstance(place, list) or len(place) != length or not all(isinstance(part, str) for part in place):
        raise ValueError("not a cursor")
    return place
