"""From case data to an operator's typed inputs and back (自動処理の契約): strict, with the place named.

An operator's dataclasses are its contract. A parameter too many, one too few or one of another type is a fault of the
procedure, never guessed around. Inside a nested dataclass, keys that it does not name are passed over.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from server.domain.jsonvalue import check_json
from server.domain.refusals import Refused
from server.engine.faults import StepFault

_SCALARS = frozenset({str, int, bool, NoneType})


class _Misfit(Exception):
    """A value does not fit its type; `path` and both sides in words."""


def read_inputs(contract: type[Any], given: Mapping[str, Any], who: str) -> Any:
    """The frozen inputs made of `given` (JSON by parameter). Raises `StepFault` naming each parameter that is wrong."""
    hints, wanted = _hints(contract), _fields(contract)
    extra = sorted(given.keys() - wanted.keys())
    missing = [name for name, optional in wanted.items() if name not in given and not optional]
    faults = [f"unknown parameter {name}" for name in extra] + [f"missing parameter {name}" for name in missing]
    values: dict[str, Any] = {}
    for name in given:
        if name in hints and name not in extra:
            try:
                values[name] = _typed(hints[name], given[name], name)
            except _Misfit as misfit:
                faults.append(str(misfit))
    if faults:
        raise StepFault(f"{who}: {'; '.join(faults)}")
    return contract(**values)


def write_outputs(contract: type[Any], outputs: Any, who: str) -> dict[str, Any]:
    """The outputs as a JSON object (dates and decimals as text). Raises `StepFault` for anything else."""
    if not isinstance(outputs, contract):
        raise StepFault(f"{who}: answered {type(outputs).__name__} instead of {contract.__name__}")
    try:
        written: dict[str, Any] = _plain(outputs, "")
        check_json(written)
    except (_Misfit, Refused) as fault:
        raise StepFault(f"{who}: {fault}") from None
    return written


def _hints(contract: Any) -> dict[str, Any]:
    return _resolved(contract)


@lru_cache(maxsize=1024)
def _resolved(contract: Any) -> dict[str, Any]:
    return get_type_hints(contract)


def _fields(contract: Any) -> dict[str, bool]:
    """The fields in their order, and whether each may be left out."""
    return _listed(contract)


@lru_cache(maxsize=1024)
def _listed(contract: Any) -> dict[str, bool]:
    return {f.name: _has_default(f) for f in dataclasses.fields(contract)}


@lru_cache(maxsize=4096)
def _shape(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """What a type is made of: its origin and its arguments, looked up once."""
    return get_origin(hint), get_args(hint)


def _has_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def _misfit(hint: Any, value: Any, path: str) -> _Misfit:
    wanted = getattr(hint, "__name__", str(hint))
    return _Misfit(f"{path} must be {wanted}, not {'null' if value is None else type(value).__name__}")


def _typed(hint: Any, value: Any, path: str) -> Any:
    """`value` as `hint` wants it; raises `_Misfit`."""
    if hint is Any or hint is object:
        return value
    if hint is str and type(value) is str:
        return value
    origin, _ = _shape(hint)
    if origin in (Union, UnionType):
        return _one_of(hint, value, path)
    if origin is Literal:
        if any(value == choice and type(value) is type(choice) for choice in get_args(hint)):
            return value
        raise _Misfit(f"{path} must be one of {', '.join(map(str, get_args(hint)))}")
    if origin is not None and isinstance(origin, type):
        return _container(hint, origin, value, path)
    return _scalar(hint, value, path)


def _one_of(hint: Any, value: Any, path: str) -> Any:
    kind, choices = type(value), _shape(hint)[1]
    if value is None and NoneType in choices:
        return None
    for choice in choices:
        if choice is kind and choice in _SCALARS:
            return value
        try:
            return _typed(choice, value, path)
        except _Misfit:
            continue
    raise _misfit(hint, value, path)


def _container(hint: Any, origin: type[Any], value: Any, path: str) -> Any:
    inner = get_args(hint)
    if issubclass(origin, Mapping):
        if not isinstance(value, dict):
            raise _misfit(hint, value, path)
        return {key: _typed(inner[1], item, f"{path}.{key}") for key, item in value.items()}
    if issubclass(origin, tuple) and not (len(inner) == 2 and inner[1] is Ellipsis):
        if not isinstance(value, list) or len(value) != len(inner):
            raise _misfit(hint, value, path)
        return tuple(_typed(one, item, f"{path}.{n}") for n, (one, item) in enumerate(zip(inner, value, strict=True)))
    if issubclass(origin, list | tuple | frozenset | Sequence):
        if not isinstance(value, list):
            raise _misfit(hint, value, path)
        items = [_typed(inner[0], item, f"{path}.{number}") for number, item in enumerate(value)]
        return items if origin is list else frozenset(items) if origin is frozenset else tuple(items)
    raise _misfit(hint, value, path)


def _scalar(hint: Any, value: Any, path: str) -> Any:
    if hint in (None, NoneType):
        fits: bool = value is None
    elif hint in (bool, int, str):
        fits = type(value) is hint
    elif hint in (list, dict):
        fits = isinstance(value, hint)
    else:
        return _made(hint, value, path)
    if not fits:
        raise _misfit(hint, value, path)
    return value


def _made(hint: Any, value: Any, path: str) -> Any:
    """What is written as text, or is an object of a dataclass of its own."""
    try:
        if hint is date and isinstance(value, str):
            return date.fromisoformat(value)
        if hint is datetime and isinstance(value, str):
            return datetime.fromisoformat(value)
        if hint is Decimal and type(value) in (str, int):
            return Decimal(value)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return hint(value)
    except (ValueError, InvalidOperation):
        raise _misfit(hint, value, path) from None
    if dataclasses.is_dataclass(hint) and isinstance(hint, type) and isinstance(value, dict):
        return _object(hint, value, path)
    raise _misfit(hint, value, path)


def _object(hint: type[Any], value: dict[str, Any], path: str) -> Any:
    hints = _hints(hint)
    missing = [name for name, optional in _fields(hint).items() if name not in value and not optional]
    if missing:
        raise _Misfit(f"{path}.{missing[0]} is missing")
    return hint(**{name: _typed(one, value[name], f"{path}.{name}") for name, one in hints.items() if name in value})


def _plain(value: Any, path: str) -> Any:
    if type(value) in _SCALARS:
        return value
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return _plain(value.value, path)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _inside(((name, getattr(value, name)) for name in _fields(type(value))), path)
    if isinstance(value, Mapping):
        return _inside(value.items(), path)
    if isinstance(value, list | tuple):
        return [_plain(item, _under(path, str(number))) for number, item in enumerate(value)]
    raise _Misfit(f"output {path or '(all)'} is {type(value).__name__}, which is not JSON")


def _inside(items: Iterable[tuple[Any, Any]], path: str) -> dict[Any, Any]:
    """What an object holds; most of it is plain already, and its place is only put together where it is not."""
    return {name: one if type(one) in _SCALARS else _plain(one, _under(path, str(name))) for name, one in items}


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
