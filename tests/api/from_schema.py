"""Answers out of a schema alone (スキーマからの答え): whoever reads the API's description could make them.

Values are picked from a stock by what the schema takes; a field shown only sometimes is answered when its condition
holds. `spoiled` changes answers in up to three places.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from random import Random
from typing import Any

from tests.domain.forms.judging import accepts

Schema = Mapping[str, Any]

STOCK: tuple[Any, ...] = (
    "本間 葵",
    "ホンマ　アオイ",
    "青柳町一丁目2番3号",
    "理由は届書のとおり",
    "a",
    "一行目\n二行目",
    "2026-11-18",
    "2026-11-01",
    "2025-04-01",
    "1988-05-02",
    "1958-00-00",
    "2020-06-00",
    "000-0011",
    "080-0000-0101",
    "0432455123",
    "0000000101",
    "0000000104",
    "0000000105",
    "9999999999",
    "000000000001011",
    "000000000001051",
    "000000000001041",
    "123456789018",
    "R8-000001",
    "7000001",
    "0" * 32,
    "国民健康保険法6条1号",
    "字" * 59,
    0,
    1,
    2,
    12,
    31,
    100_000,
    True,
    False,
)
JUNK: tuple[Any, ...] = (
    None,
    "",
    " ",
    "x" * 5000,
    "\x00",
    "\u200b",
    "\ud7ff\ue000",
    "<script>alert(1)</script>",
    "'; drop table cases; --",
    "{{7*7}}",
    "../../etc/passwd",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "令和8年11月18日",
    "1234 5678 9018",
    "123456789017",
    "sealed:members.0.my_number",
    "ﾎﾝﾏ",
    -1,
    10**30,
    2**63,
    [],
    {},
    [[[[]]]],
    ["x", "x"],
    {"mark": "match"},
    {"__proto__": 1},
    True,
)


def answers(schema: Schema, random: Random) -> dict[str, Any]:
    """An object that the schema takes, as a rule; dates may yet stand against each other."""
    return _object(schema, random)


def spoiled(given: Mapping[str, Any], random: Random) -> dict[str, Any]:
    """The answers with up to three changes: a value replaced, taken out, or a field added."""
    found: dict[str, Any] = copy.deepcopy(dict(given))
    for _ in range(random.randint(1, 3)):
        places = list(_places(found))
        act = random.choice(("replace", "replace", "replace", "drop", "add", "double"))
        if act == "add" or not places:
            found[random.choice(("extra", "office", "result", "__class__", "番号"))] = random.choice(JUNK)
            continue
        holder, last = random.choice(places)
        if act == "drop":
            del holder[last]
        elif act == "double" and isinstance(holder[last], list):
            holder[last] = holder[last] * 60
        else:
            holder[last] = copy.deepcopy(random.choice(JUNK))
    return found


def _object(schema: Schema, random: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    _fill(schema, schema, found, random)
    for _ in range(4):  # what hangs on what hangs on an answer
        before = dict(found)
        for rule in _rules(schema):
            if "if" not in rule:
                _fill(schema, rule, found, random)
            elif accepts(rule["if"], found):
                _fill(schema, rule.get("then", {}), found, random)
            else:
                for name in rule.get("then", {}).get("properties", {}):
                    if name not in schema.get("required", ()) and _is_bare(schema, name):
                        found.pop(name, None)
        if found == before:
            break
    return found


def _rules(schema: Schema) -> list[Schema]:
    return list(schema.get("allOf", ()))


def _is_bare(schema: Schema, name: str) -> bool:
    """A field that the schema itself names by title alone is answered only where a condition says how."""
    return not set(schema.get("properties", {}).get(name, {})) - {"title", "x-title-en", "description"}


def _fill(whole: Schema, part: Schema, found: dict[str, Any], random: Random) -> None:
    for one in part.get("anyOf", ())[:1] if random.random() < 0.5 else part.get("anyOf", ())[-1:]:
        _fill(whole, one, found, random)
    needed = set(part.get("required", ()))
    for name, schema in part.get("properties", {}).items():
        bare = part is whole and _is_bare(whole, name)
        if name in found or bare or (name not in needed and random.random() < 0.5):
            continue
        found[name] = value(schema, random)
    for rule in _rules(part) if part is not whole else ():
        if "if" not in rule:
            _fill(whole, rule, found, random)


def value(schema: Schema, random: Random) -> Any:
    """A value that the schema takes; None when the stock has none."""
    kinds = schema.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    if "null" in kinds and random.random() < 0.3:
        return None
    if "enum" in schema:
        return random.choice(list(schema["enum"]))
    if "array" in kinds:
        return _array(schema, random)
    if "object" in kinds:
        return _object(schema, random)
    stock = [one for one in STOCK if accepts(schema, one)]
    return random.choice(stock) if stock else None


def _array(schema: Schema, random: Random) -> list[Any]:
    least, most = schema.get("minItems", 0), min(schema.get("maxItems") or 3, 3)
    items = [value(schema.get("items", {}), random) for _ in range(random.randint(least, max(least, most)))]
    return list({repr(one): one for one in items}.values()) if schema.get("uniqueItems") else items


def _places(node: Any) -> list[tuple[Any, Any]]:
    """Every place in the answers with what holds it, those of containers too."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    found = [(node, key) for key, _ in children]
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [*found, *(place for _, child in children for place in _places(child))]
