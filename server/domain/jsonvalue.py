"""Case data is JSON and nothing else (案件データの型): checked at the door, written in one canonical form.

Floats are refused because a yen amount or a rate must never lose a digit; amounts are `int`, rates are text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from server.domain.refusals import Refused

MAX_DEPTH = 24
MAX_NODES = 20_000
MAX_TEXT = 100_000
MAX_KEY = 200
MAX_INTEGER = 2**53 - 1  # beyond it, readers that know only binary numbers lose digits

_Waiting = list[tuple[object, str, int]]


def check_json(value: object, path: str = "") -> None:
    """Raises `Refused("not_json", path, fault)` unless `value` is None, bool, int, str, list or dict with text keys.

    Floats, dates, Decimals and tuples are refused too; so are depth over 24, over 20,000 values in all, texts over
    100,000 characters, integers beyond 2**53 - 1 and characters that cannot be stored (lone surrogates, NUL).
    """
    if is_sound(value):
        return
    waiting: _Waiting = [(value, path, 0)]
    nodes = 0
    while waiting:
        item, at, depth = waiting.pop()
        nodes += 1
        if nodes > MAX_NODES:
            raise _refusal(at, f"more than {MAX_NODES} values")
        if depth > MAX_DEPTH:
            raise _refusal(at, f"deeper than {MAX_DEPTH}")
        waiting.extend((child, name, depth + 1) for child, name in _children(item, at))


def canonical(value: object) -> bytes:
    """The one way to write `value` as bytes: UTF-8, keys sorted, no spaces. Raises as `check_json`."""
    check_json(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(value: object) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits. Raises as `check_json`."""
    return hashlib.sha256(canonical(value)).hexdigest()


def is_sound(value: object) -> bool:
    """Whether there is nothing to refuse, looked at level by level without naming places; when in doubt, False.

    Every step checks what it reads and writes, and nearly always finds nothing: the slow walk is for naming the fault.
    """
    level: list[Any] = [value]
    depth, nodes = 0, 1
    while level and depth <= MAX_DEPTH and nodes <= MAX_NODES:
        below: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is str:
                plain = item.isascii() and len(item) <= MAX_TEXT and "\0" not in item
                if not plain and not _is_storable(item, MAX_TEXT):
                    return False
            elif kind is dict:
                if not (_SEEN.issuperset(item) or all(map(_is_sound_key, item))):
                    return False
                below += item.values()
            elif kind is list:
                below += item
            elif item is not None and kind is not bool and not (kind is int and -MAX_INTEGER <= item <= MAX_INTEGER):
                return False
        level, depth, nodes = below, depth + 1, nodes + len(below)
    return not level and nodes <= MAX_NODES


_SEEN: set[Any] = set()
"""Keys that were looked at before: data have the same few hundred names all night long."""
_MOST_SEEN = 4096


def _is_sound_key(key: object) -> bool:
    if type(key) is not str or not _is_storable(key, MAX_KEY):
        return False
    if len(_SEEN) < _MOST_SEEN:
        _SEEN.add(key)
    return True


def _is_storable(text: str, limit: int) -> bool:
    """Whether a database keeps it: not too long, no NUL, no lone surrogate (which UTF-8 does not know)."""
    if len(text) > limit or "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _children(item: object, at: str) -> Iterator[tuple[object, str]]:
    """Checks one value; yields what it contains with the dotted path of each."""
    if item is None or item is True or item is False:
        return
    if isinstance(item, int):
        _check_integer(item, at)
    elif isinstance(item, str):
        _check_text(item, at, MAX_TEXT)
    elif isinstance(item, list):
        for number, child in enumerate(item):
            yield child, _join(at, str(number))
    elif isinstance(item, dict):
        for key, child in item.items():
            if not isinstance(key, str):
                raise _refusal(at, f"key of type {type(key).__name__}")
            _check_text(key, at, MAX_KEY)
            yield child, _join(at, key)
    else:
        raise _refusal(at, f"type {type(item).__name__}")


def _check_integer(item: int, at: str) -> None:
    if not -MAX_INTEGER <= item <= MAX_INTEGER:
        raise _refusal(at, "integer out of range")


def _check_text(text: str, at: str, limit: int) -> None:
    if len(text) > limit:
        raise _refusal(at, f"text longer than {limit} characters")
    if not _is_storable(text, limit):
        raise _refusal(at, "text with a character that cannot be stored")


def _join(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _refusal(path: str, fault: str) -> Refused:
    return Refused("not_json", at_field=path or None, path=path or "(root)", fault=fault)
