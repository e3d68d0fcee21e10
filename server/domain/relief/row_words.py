"""Rows of the tables of reliefs in words (減免の表の行の文言): what must hold, and what then falls away.

"loss>=0.5 income<=7500000 -> whole 1/2" reads 損害の割合が50%以上、前年の所得が750万円以下: 保険料の1/2.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from server.domain.relief.rows import Condition, Row, read_rows
from server.domain.relief.words import CAUSES, FACTS, PARTS

_TESTS: Mapping[str, tuple[str, str]] = {
    "<=": ("{}以下", "at most {}"),
    ">=": ("{}以上", "at least {}"),
    "<": ("{}未満", "under {}"),
    ">": ("{}超", "over {}"),
    "=": ("{}", "{}"),
}
_SHARES = frozenset({"loss", "drop", "stated"})
_MAN = 10_000
_WHOLE = ("全額", "all")


def row_words(text: str) -> tuple[str, str]:
    """A row in Japanese and in English; one without conditions holds for everybody."""
    (row,) = read_rows([text])
    return _said(row, 0, "、", ": "), _said(row, 1, ", ", ": ")


def _said(row: Row, lang: int, comma: str, colon: str) -> str:
    conditions = comma.join(_condition(one, lang) for one in row.conditions)
    cuts = comma.join(_cut(name, rate, lang) for name, rate in row.cuts)
    return f"{conditions}{colon}{cuts}" if conditions else cuts


def _condition(one: Condition, lang: int) -> str:
    name = _name(FACTS, one.name, lang)
    if one.name in ("cause", "damage"):
        words = ("・" if lang == 0 else " or ").join(_name(CAUSES, code, lang) for code in one.right.split("|"))
        return f"{name}({words})" if lang == 0 else f"{name} {words}"
    if one.name == "alone":
        return name if one.right == "1" else (f"{name}でない" if lang == 0 else f"not {name}")
    if (one.name, one.right) == ("class", "0"):
        return f"{name}なし" if lang == 0 else f"no {name}"
    between = "が" if lang == 0 else " "
    return f"{name}{between}{_TESTS[one.test][lang].format(_number(one, lang))}"


def _number(one: Condition, lang: int) -> str:
    number = Fraction(one.right)
    if one.times:
        of = FACTS["income"][lang]
        return f"{of}の{_percent(number)}" if lang == 0 else f"{_percent(number)} of {of}"
    if one.name in _SHARES:
        return _percent(number)
    if one.name == "class":
        return f"{number}割" if lang == 0 else f"{number * 10}%"
    return _yen(int(number), lang)


def _yen(yen: int, lang: int) -> str:
    if lang:
        return f"{yen:,} yen"
    return f"{yen // _MAN:,}万円" if yen and yen % _MAN == 0 else f"{yen:,}円"


def _percent(share: Fraction) -> str:
    found = share * 100
    return f"{found.numerator}%" if found.denominator == 1 else f"{float(found):g}%"


def _cut(part: str, rate: str, lang: int) -> str:
    name = _name(PARTS, part, lang)
    if not rate[0].isdigit():
        said = _name(FACTS, rate, lang)
    elif Fraction(rate) == 1:
        said = _WHOLE[lang]
    else:
        said = rate if "/" in rate else _percent(Fraction(rate))
    return f"{name}の{said}" if lang == 0 else f"{said} of {name}"


def _name(words: Mapping[str, tuple[str, str]], code: str, lang: int) -> str:
    return words[code][lang] if code in words else code
