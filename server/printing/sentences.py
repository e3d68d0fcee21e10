"""A letter's text as sentences that people edit (通知書の文): words and variables, without a line of code in sight.

A sentence is what stands between two pieces of markup; a variable in it is shown by its label, 〔納付の期限〕. Only the
sentences that were changed are written back; everything between them stays byte by byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Literal

from server.printing.slots import Slot, label_of, slot_at

Language = Literal["ja", "en"]

_PART = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->|<[^>]*>|[^<{]+|.", re.DOTALL)
_WRAPPED = re.compile(r"<(span|strong|b)\b[^>]*>\s*{{[^}]*}}\s*</\1>", re.DOTALL)
_WHOLE = re.compile(f"{_WRAPPED.pattern}|{_PART.pattern}", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_VARIABLE = re.compile(r"{{-?\s*(.*?)\s*-?}}", re.DOTALL)
_FOR = re.compile(r"{%-?\s*for\s+(\w+)\s+in\s+([\w.]+)\s*-?%}")
_IF = re.compile(r"{%-?\s*(if|elif)\s+(.*?)\s*-?%}", re.DOTALL)
_EQUALS = re.compile(r'(not\s+)?([\w.]+)(?:\s*(==|!=)\s*"([^"]*)")?')
_MARK = re.compile("〔([^〔〕]*)〕")
_WORDS = re.compile(r"[^\W\d_]")
_NEITHER = ("style", "script", "colgroup")

MOST_LETTERS = 3000


class SentenceFault(Exception):
    """A sentence that cannot be written: `what` is `variable` (with its `name`), `code` or `long`."""

    def __init__(self, index: int, what: str, name: str = "") -> None:
        self.index, self.what, self.name = index, what, name
        super().__init__(f"sentence {index}: {what} {name}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its words, when it is printed (`context`, outermost first), the variables that may stand in it."""

    index: int
    text: str
    context: tuple[str, ...]
    variables: tuple[str, ...]
    start: int = field(repr=False)
    end: int = field(repr=False)
    sources: Mapping[str, str] = field(repr=False)


@dataclass(slots=True)
class _Scope:
    """Where the reading stands: loops with their variables, conditions, elements whose text nobody reads."""

    slots: Mapping[str, Slot]
    lang: Language
    loops: dict[str, str] = field(default_factory=dict)
    stack: list[tuple[str, str]] = field(default_factory=list)
    shut: str = ""

    def context(self) -> tuple[str, ...]:
        return tuple(words for _, words in self.stack if words)

    def label(self, path: str) -> str | None:
        """What a path is called; None when it is no slot."""
        first, _, rest = path.partition(".")
        whole = f"{self.loops[first]}.{rest}".rstrip(".") if first in self.loops else path
        try:
            slot_at(self.slots, whole)
        except (KeyError, IndexError):
            return None
        return label_of(self.slots, whole)[1 if self.lang == "en" else 0].replace(" ", "・")

    def variables(self) -> dict[str, str]:
        """Label → source of every variable that may stand here."""
        found: dict[str, str] = {}
        for name, path in self.loops.items():
            columns = _columns(self.slots, path)
            found |= {self.label(f"{name}.{one}") or one: f"{{{{ {name}.{one} }}}}" for one in columns}
        for path, slot in _lone(self.slots):
            label = self.label(path)
            if label and slot.type not in ("table", "group", "lines"):
                found.setdefault(label, f"{{{{ {path} }}}}")
        return found


def sentences(source: str, slots: Mapping[str, Slot], lang: Language = "ja") -> list[Sentence]:
    """The sentences of a template, in their order."""
    scope = _Scope(slots, lang)
    found: list[Sentence] = []
    run: list[re.Match[str]] = []
    for part in _WHOLE.finditer(source):
        text = part[0]
        if _flows(text) and not scope.shut:
            run.append(part)
            continue
        found += _sentence(source, run, scope, len(found))
        run = []
        _enter(scope, text)
    return found + list(_sentence(source, run, scope, len(found)))


def rewrite(source: str, slots: Mapping[str, Slot], texts: Mapping[int, str], lang: Language = "ja") -> str:
    """The template with other words in some sentences. Raises `SentenceFault`."""
    pieces: list[str] = []
    at = 0
    for one in sentences(source, slots, lang):
        typed = texts.get(one.index)
        if typed is None or _same(typed, one.text):
            continue
        pieces += [source[at : one.start], _written(one, typed)]
        at = one.end
    return "".join([*pieces, source[at:]])


def _flows(text: str) -> bool:
    """Whether a part belongs to running text: words, a variable, one that is set apart, a line's end."""
    return not text.startswith(("{%", "{#", "<")) or bool(_BREAK.fullmatch(text) or _WRAPPED.fullmatch(text))


def _sentence(source: str, run: Sequence[re.Match[str]], scope: _Scope, index: int) -> Iterator[Sentence]:
    if not run or not any(_flows_words(part[0]) for part in run):
        return
    start, end = run[0].start(), run[-1].end()
    text = source[start:end]
    start += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip())
    sources: dict[str, str] = {}
    shown = "".join(_shown(part[0], scope, sources) for part in run).strip()
    known = scope.variables()
    yield Sentence(index, shown, scope.context(), tuple(known), start, end, {**known, **sources})


def _flows_words(text: str) -> bool:
    return not text.startswith(("{{", "<")) and bool(_WORDS.search(text))


def _shown(text: str, scope: _Scope, sources: dict[str, str]) -> str:
    if _BREAK.fullmatch(text):
        return "\n"
    if not text.startswith(("{{", "<")):
        return re.sub(r"\s*\n\s*", " ", unescape(text))
    found = _VARIABLE.search(text)
    said = found[1] if found else text
    path, _, form = said.partition("|")
    label = scope.label(path.strip()) or said
    name = f"{label}:{form.strip()}" if form.strip() else label
    while sources.get(name, text) != text:
        name += "'"
    sources[name] = text
    return f"〔{name}〕"


def _written(one: Sentence, typed: str) -> str:
    if len(typed) > MOST_LETTERS:
        raise SentenceFault(one.index, "long")
    out = []
    for at, piece in enumerate(_MARK.split(typed.strip().replace("\r\n", "\n"))):
        if at % 2:
            if piece not in one.sources:
                raise SentenceFault(one.index, "variable", piece[:40])
            out.append(one.sources[piece])
            continue
        if re.search(r"{{|}}|{%|%}|{#|#}", piece):
            raise SentenceFault(one.index, "code")
        out.append(escape(piece, quote=False).replace("\n", "<br>"))
    return "".join(out)


def _same(typed: str, text: str) -> bool:
    return " ".join(typed.split()) == " ".join(text.split()) and typed.count("\n") == text.count("\n")


def _enter(scope: _Scope, text: str) -> None:
    """Follows blocks, so that a sentence knows when it is printed and what may stand in it."""
    if text.startswith("<"):
        name = re.match(r"</?(\w+)", text)
        if name and name[1] in _NEITHER:
            scope.shut = "" if text.startswith("</") else name[1]
        return
    if loop := _FOR.fullmatch(text):
        of = scope.label(loop[2]) or loop[2]
        scope.loops[loop[1]] = _whole_path(scope, loop[2])
        words = f"{of}の行ごと" if scope.lang == "ja" else f"for each of {of}"
        scope.stack.append((f"for {loop[1]}", words))
    elif asked := _IF.fullmatch(text):
        if asked[1] == "elif" and scope.stack:
            scope.stack.pop()
        scope.stack.append(("if", _condition(scope, asked[2])))
    elif re.match(r"{%-?\s*else", text) and scope.stack:
        scope.stack[-1] = (scope.stack[-1][0], "それ以外のとき" if scope.lang == "ja" else "otherwise")
    elif re.match(r"{%-?\s*end(if|for)", text) and scope.stack:
        kind, _ = scope.stack.pop()
        scope.loops.pop(kind.removeprefix("for "), None)


def _whole_path(scope: _Scope, path: str) -> str:
    first, _, rest = path.partition(".")
    return f"{scope.loops[first]}.{rest}" if first in scope.loops else path


def _condition(scope: _Scope, said: str) -> str:
    """「催告の段階が再催告のとき」; what is more than one comparison stays as it is written."""
    found = _EQUALS.fullmatch(said)
    label = scope.label(found[2]) if found else None
    if found is None or label is None:
        return said
    slot = slot_at(scope.slots, _whole_path(scope, found[2]))
    if found[4] is None:
        words = ("ないとき", "is missing") if found[1] else ("あるとき", "is there")
        return f"{label}が{words[0]}" if scope.lang == "ja" else f"{label} {words[1]}"
    choice = slot.choices.get(found[4], found[4])
    negative = (found[3] == "!=") != bool(found[1])
    if scope.lang == "en":
        return f"{label} is {'not ' if negative else ''}{choice}"
    return f"{label}が{choice}{'以外' if negative else ''}のとき"


def _columns(slots: Mapping[str, Slot], path: str) -> Mapping[str, Slot]:
    try:
        return slot_at(slots, path).columns
    except (KeyError, IndexError):
        return {}


def _lone(slots: Mapping[str, Slot], path: str = "") -> Iterator[tuple[str, Slot]]:
    """Every slot that is one value, also inside groups."""
    for name, slot in slots.items():
        here = f"{path}.{name}" if path else name
        if slot.type == "group":
            yield from _lone(slot.columns, here)
        else:
            yield here, slot
