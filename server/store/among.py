"""One of many keys (多数の鍵): a condition whose text is the same for one key and for five hundred.

SQLAlchemy's own `in_` writes a mark for each key, so that every length is a statement of its own: it is put together,
sent, read and planned anew each time. Here the keys are one value, and both databases keep the statement prepared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Dialect, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType

_JSON = json.JSONEncoder(ensure_ascii=False)


class _Keys(UserDefinedType[Any]):
    """Texts as one value: the array literal of PostgreSQL, a JSON list for SQLite.

    No type of the library's: PostgreSQL is to read the mark as an array itself. A text that is cast to one is read
    anew for every row that a plan without index looks at.
    """

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        return array_text if dialect.name == "postgresql" else _JSON.encode


class _Among(FunctionElement[bool]):
    """The column and its keys; see `among`."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> Any:  # noqa: ARG002 - the library's hook
        """Is a comparison already: no database needs it compared with true."""
        return self


def among(column: ColumnElement[Any], keys: Iterable[str]) -> ColumnElement[bool]:
    """That the text column holds one of the keys; never true without keys. For lists of unforeseen length."""
    return _Among(column, bindparam(None, list(keys), type_=_Keys(), unique=True))


def array_text(texts: Iterable[str | None]) -> str:
    """Texts as PostgreSQL reads an array of them."""
    return "{" + ",".join("NULL" if one is None else _quoted(one) for one in texts) + "}"


def array_value(value: Any) -> str | None:
    """A value as it stands in such an array: bytes in hexadecimal digits, instants with their zone."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _quoted(text: str) -> str:
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


@compiles(_Among, "postgresql")
def _on_postgres(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, keys = (compiler.process(one, **kw) for one in element.clauses)
    return f"{column} = ANY ({keys}::VARCHAR[])"


@compiles(_Among, "sqlite")
def _on_sqlite(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, keys = (compiler.process(one, **kw) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({keys}))"  # noqa: S608 - a column and a mark
