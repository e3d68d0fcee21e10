"""Words of the expression language (字句): text to tokens; full-width look-alikes are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from server.engine.feel_errors import FeelError, not_supported, unexpected

Kind = Literal["number", "string", "date", "name", "op", "end"]

KEYWORDS = frozenset({"and", "or", "in", "between", "true", "false", "null"})
FORBIDDEN_WORDS = frozenset(
    {"if", "then", "else", "for", "some", "every", "return", "satisfies", "instance", "function"}
)
MAX_DIGITS = 34  # FEEL numbers are decimal128

_SPACE = re.compile(r"[ \t\r\n\u00a0\u3000]+")
_NUMBER = re.compile(r"[0-9]+(?:\.(?!\.)[0-9]+)?|\.[0-9]+")
_OPERATORS = re.compile(r"\.\.|==|!=|<=|>=|[=<>()\[\],.?\-]")
_WIDE = re.compile(r"[\u3001-\u3003\u3008-\u3011\u3014-\u301f\uff01-\uff65]")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SIMPLE_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "r": "\r", "t": "\t", "'": "'"}
_UNICODE_ESCAPE = re.compile(r"u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})")


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `value` is the number, text or date read, or the name or sign itself."""

    kind: Kind
    value: int | Decimal | str | date
    position: int
    text: str


def iso_date(text: str) -> date | None:
    """The civil day written `YYYY-MM-DD`, or None when it is no day of the calendar."""
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def tokens(text: str, known: frozenset[str] = frozenset()) -> Iterator[Token]:
    """All words of `text`; `known` are names that hold spaces or signs (a table's declared inputs)."""
    unusual = _unusual_names(known)
    at = 0
    while True:
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if at >= len(text):
            yield Token("end", "", at, "")
            return
        token, at = _next(text, at, unusual)
        yield token


def _unusual_names(known: frozenset[str]) -> re.Pattern[str] | None:
    """One pattern for the declared names that are more than one plain word, longest first."""
    unusual = sorted((n for n in known if not _is_word(n)), key=len, reverse=True)
    if not unusual:
        return None
    written = "|".join(r"\s+".join(re.escape(part) for part in name.split()) for name in unusual)
    return re.compile(rf"(?:{written})(?![\w])")


def _is_word(name: str) -> bool:
    return bool(name) and all(_continues(c) for c in name) and _starts(name[0]) and name not in KEYWORDS


def _starts(char: str) -> bool:
    return char == "_" or char.isidentifier()


def _continues(char: str) -> bool:
    return ("a" + char).isidentifier() or char == "・"


def _next(text: str, at: int, unusual: re.Pattern[str] | None) -> tuple[Token, int]:
    char = text[at]
    if unusual and (named := unusual.match(text, at)):
        return Token("name", " ".join(named[0].split()), at, named[0]), named.end()
    if char == '"':
        return _string(text, at)
    if char == "@":
        return _at_literal(text, at)
    if _WIDE.match(char):
        raise _wide(at, char)
    if char in "0123456789" or (char == "." and text[at + 1 : at + 2].isdigit() and text[at - 1 : at] != "."):
        return _number(text, at)
    if _starts(char):
        return _name(text, at)
    if sign := _OPERATORS.match(text, at):
        return Token("op", "=" if sign[0] == "==" else sign[0], at, sign[0]), sign.end()
    raise _unknown_sign(text, at)


def _wide(at: int, char: str) -> FeelError:
    return FeelError(
        "wide_sign",
        at,
        f"全角の「{char}」があります。式の記号・英数字は半角で書いてください。",
        f"'{char}' is a full-width character; write signs, letters and digits in half width.",
    )


def _unknown_sign(text: str, at: int) -> FeelError:
    char = text[at]
    if text.startswith(("${", "#{", "&&", "||", "!"), at):
        return FeelError(
            "foreign_syntax",
            at,
            f"「{text[at : at + 2]}」は他の製品の書き方です。and、or、not(…)、!= と名前だけで書いてください。",
            f"'{text[at : at + 2]}' belongs to another product's language; use and, or, not(…), != and plain names.",
        )
    if char in "+*/%":
        return not_supported(at, f"計算の記号「{char}」", f"Arithmetic ('{char}')")
    if char == "'":
        return unexpected(at, char, '文字は二重引用符 "…" で囲んでください。', 'Write text in double quotes "…".')
    return unexpected(
        at, char, "使える記号は docs/expressions.md を見てください。", "See docs/expressions.md for the signs."
    )


def _number(text: str, at: int) -> tuple[Token, int]:
    found = _NUMBER.match(text, at)
    if found is None:
        raise unexpected(at, text[at], "数を書いてください。", "Write a number.")
    written, end = found[0], found.end()
    if sum(c != "." for c in written) > MAX_DIGITS:
        raise unexpected(
            at, written, f"数は{MAX_DIGITS}桁以内にしてください。", f"Keep a number within {MAX_DIGITS} digits."
        )
    if end < len(text) and _continues(text[end]):
        raise unexpected(end, text[end], "数の後に文字は続けられません。", "A number cannot be followed by letters.")
    return Token("number", Decimal(written) if "." in written else int(written), at, written), end


def _name(text: str, at: int) -> tuple[Token, int]:
    end = at + 1
    while end < len(text) and _continues(text[end]) and not _WIDE.match(text[end]):
        end += 1
    word = text[at:end]
    if word.startswith("__"):
        raise unexpected(at, word, "下線二つで始まる名前はありません。", "No name begins with two underscores.")
    if word in FORBIDDEN_WORDS:
        raise not_supported(at, f"「{word}」", f"'{word}'")
    if word not in KEYWORDS and word.lower() in {"true", "false", "null", "none"}:
        raise unexpected(
            at, word, "true、false、null は小文字で書いてください。", "Write true, false or null in lower case."
        )
    return Token("op" if word in KEYWORDS else "name", word, at, word), end


def _at_literal(text: str, at: int) -> tuple[Token, int]:
    if text[at + 1 : at + 2] != '"':
        raise unexpected(at, "@", '日付は @"2026-04-01" の形で書いてください。', 'Write a date as @"2026-04-01".')
    inner, end = _string(text, at + 1)
    return Token("date", read_date(str(inner.value), at), at, text[at:end]), end


def read_date(written: str, at: int) -> date:
    """The civil day of a date literal; times and durations are refused, they belong to named periods."""
    found = iso_date(written)
    if found is None:
        raise FeelError(
            "not_a_date",
            at,
            f"「{written[:40]}」は暦にある日付ではありません。2026-04-01 の形で書いてください(時刻や期間は不可)。",
            f"'{written[:40]}' is not a day of the calendar; write 2026-04-01 (no times, no durations).",
        )
    return found


def _string(text: str, start: int) -> tuple[Token, int]:
    written: list[str] = []
    at = start + 1
    while at < len(text):
        char = text[at]
        if char == '"':
            return Token("string", _paired("".join(written), start), start, text[start : at + 1]), at + 1
        if char == "\\":
            piece, at = _escape(text, at)
            written.append(piece)
        elif char in "\n\r\u2028\u2029\u0085\v\f":
            break
        else:
            written.append(char)
            at += 1
    raise unexpected(
        start, text[start : start + 20], '文字の終わりの「"」がありません。', 'The closing quote (") is missing.'
    )


def _escape(text: str, at: int) -> tuple[str, int]:
    following = text[at + 1 : at + 2]
    if following in _SIMPLE_ESCAPES and following:
        return _SIMPLE_ESCAPES[following], at + 2
    if found := _UNICODE_ESCAPE.match(text, at + 1):
        code = int(found[1] or found[2], 16)
        if code <= 0x10FFFF:
            return chr(code), found.end()
    raise unexpected(
        at,
        text[at : at + 2],
        '使える書き方は \\" \\\\ \\n \\r \\t \\uXXXX \\UXXXXXX です。',
        'Known escapes are \\" \\\\ \\n \\r \\t \\uXXXX \\UXXXXXX.',
    )


def _paired(text: str, at: int) -> str:
    """Two halves of a UTF-16 pair make one character; half of one alone is no character."""
    if not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise unexpected(
            at, "\\u", "文字コードの片方だけがあります。", "Half of a character pair stands alone."
        ) from None
