"""Cells of decision tables in plain words (表の欄の言い方): an office writes 「14未満」, a table `< 14`.

Every cell is shown in words only where the words lead back to the very same expression; all else is shown as it stands
behind a `=`. So nothing that is opened and saved changes what a table decides.
"""

from __future__ import annotations

import re
from typing import Literal

from server.engine.decision_model import ColumnType

Language = Literal["ja", "en"]

ANY = "-"
RAW = "="
_ANYTHING = frozenset({"-", "－", "ー", "―", "何でも", "any"})
_YES = frozenset({"はい", "yes", "true", "○"})
_NO = frozenset({"いいえ", "no", "false", "×"})
_NONE = frozenset({"なし", "none", "null"})
_NUMBER = r"-?\d+(?:\.\d+)?"
_DATE = r"\d{4}-\d{2}-\d{2}"
_TEXTS = re.compile(r'"[^"\\]*"(?:, "[^"\\]*")*')
_NOT = re.compile(rf"not\(({_TEXTS.pattern})\)")
_COMPARED = re.compile(rf'(<=|>=|<|>) ({_NUMBER}|date\("{_DATE}"\))')
_RANGE = re.compile(rf'\[({_NUMBER}|date\("{_DATE}"\))\.\.({_NUMBER}|date\("{_DATE}"\))\]')
_LONE = re.compile(rf'{_NUMBER}|date\("{_DATE}"\)')
_ENDS = {
    "number": {"<": "未満", "<=": "以下", ">": "を超える", ">=": "以上"},
    "date": {"<": "より前", "<=": "以前", ">": "より後", ">=": "以後"},
}
_JOIN: dict[Language, str] = {"ja": "、", "en": ", "}
_WIDE = str.maketrans("0123456789-.,~〜<>=", "0123456789-.,~~<>=")


def cell_in_words(text: str, column: ColumnType, lang: Language = "ja") -> str:
    """What stands in an input cell, as people write it."""
    return _shown(text, column, lang, _cell_words, cell_as_written)


def answer_in_words(text: str, column: ColumnType, lang: Language = "ja") -> str:
    """What stands in an answer, as people write it."""
    return _shown(text, column, lang, _answer_words, answer_as_written)


def cell_as_written(words: str, column: ColumnType) -> str:
    """The expression of an input cell that was typed in words; what is behind `=` is taken as it stands."""
    typed = words.strip()
    if typed.startswith(RAW):
        return typed[1:].strip()
    if not typed or typed.lower() in _ANYTHING:
        return ANY if typed else ""
    if typed.lower() in _NONE and column != "string":
        return "null"
    if column == "boolean":
        return _truth(typed)
    if column in ("number", "integer", "date"):
        return _measure(typed.translate(_WIDE), "date" if column == "date" else "number")
    return _texts(typed)


def answer_as_written(words: str, column: ColumnType) -> str:
    """The expression of an answer that was typed in words."""
    typed = words.strip()
    if typed.startswith(RAW):
        return typed[1:].strip()
    if not typed or typed in ("なし", "null"):
        return "null" if typed else ""
    if column == "boolean":
        return _truth(typed)
    if column in ("number", "integer"):
        return typed.translate(_WIDE).replace(",", "")
    if column == "date":
        return _scalar(typed.translate(_WIDE), "date")
    return _quoted(typed)


def _shown(text: str, column: ColumnType, lang: Language, say: object, back: object) -> str:
    plain = " ".join(text.split())
    if not plain:
        return ""
    words = say(plain, column, lang)  # type: ignore[operator]
    if words is not None and not words.startswith(RAW) and back(words, column) == plain:  # type: ignore[operator]
        return str(words)
    return f"{RAW}{plain}"


def _cell_words(text: str, column: ColumnType, lang: Language) -> str | None:
    if text == ANY:
        return ANY
    if text == "null":
        return "なし" if lang == "ja" else "none"
    if text in ("true", "false"):
        return _truth_word(text, lang)
    if _TEXTS.fullmatch(text):
        return _JOIN[lang].join(re.findall(r'"([^"]*)"', text))
    if found := _NOT.fullmatch(text):
        listed = _JOIN[lang].join(re.findall(r'"([^"]*)"', found[1]))
        return f"{listed}以外" if lang == "ja" else f"not {listed}"
    return _measure_words(text, column, lang)


def _measure_words(text: str, column: ColumnType, lang: Language) -> str | None:
    kind = "date" if column == "date" else "number"
    if found := _COMPARED.fullmatch(text):
        value = _bare(found[2])
        return f"{value}{_ENDS[kind][found[1]]}" if lang == "ja" else f"{found[1]} {value}"
    if found := _RANGE.fullmatch(text):
        return f"{_bare(found[1])}~{_bare(found[2])}"
    return _bare(text) if _LONE.fullmatch(text) else None


def _answer_words(text: str, column: ColumnType, lang: Language) -> str | None:
    if text == "null":
        return "なし" if lang == "ja" else "null"
    if text in ("true", "false"):
        return _truth_word(text, lang)
    if re.fullmatch(r'"[^"\\]*"', text):
        return text[1:-1]
    return _bare(text) if _LONE.fullmatch(text) and column != "string" else None


def _truth_word(text: str, lang: Language) -> str:
    ja, en = ("はい", "yes") if text == "true" else ("いいえ", "no")
    return ja if lang == "ja" else en


def _truth(typed: str) -> str:
    word = typed.lower()
    return "true" if word in _YES else "false" if word in _NO else typed


def _texts(typed: str) -> str:
    """Words with 、 between them, or all but these: 「A、B以外」."""
    named, but = typed, False
    if typed.endswith("以外"):
        named, but = typed[:-2], True
    elif typed.lower().startswith("not "):
        named, but = typed[4:], True
    parts = [part.strip() for part in re.split("[、,,]", named) if part.strip()]
    listed = ", ".join(_quoted(part) for part in parts)
    return f"not({listed})" if but else listed


def _measure(typed: str, kind: str) -> str:
    for sign, end in _ENDS[kind].items():
        if typed.endswith(end):
            return f"{sign} {_scalar(typed.removesuffix(end), kind)}"
    if found := re.fullmatch(r"(<=|>=|<|>)\s*(.+)", typed):
        return f"{found[1]} {_scalar(found[2], kind)}"
    low, dash, high = typed.partition("~")
    if dash:
        return f"[{_scalar(low, kind)}..{_scalar(high, kind)}]"
    return _scalar(typed, kind)


def _scalar(text: str, kind: str) -> str:
    plain = text.strip().replace(",", "")
    return f'date("{plain}")' if kind == "date" and re.fullmatch(_DATE, plain) else plain


def _bare(text: str) -> str:
    return text.removeprefix('date("').removesuffix('")')


def _quoted(text: str) -> str:
    plain = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
