"""The difference of two versions of a procedure in words (版の違い): every property, by the name of its element.

Compared is what the files say, not how they are written: diagrams with lanes, flows and everything inside an element
(extensions of other products too), tables row by row, forms field by field, letters sentence by sentence. What only
looks different (positions, style, order without meaning) is told as such; when nothing but the writing of a file
changed (spaces, comments), one line says so, so that two different files never compare as equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from server.engine.decision import inspect_table
from server.engine.difference_diagram import diagram_changes
from server.engine.difference_forms import Unreadable, form_changes, tree_changes
from server.engine.difference_letters import style_changes, template_changes
from server.engine.difference_tables import table_changes
from server.engine.difference_types import Change, Periods, say
from server.engine.difference_words import FILES, Words
from server.engine.safe_xml import XmlRefused

_Compare = Callable[[str, bytes, bytes], Iterable[Change]]


def differences(old: Mapping[str, bytes], new: Mapping[str, bytes], periods: Periods | None = None) -> list[Change]:
    """What changed from `old` to `new`, both path → content, in the order of paths; nothing for the same files.

    `periods` says the length of the named periods on both sides; without it a period is told by its name alone.
    """
    found: list[Change] = []
    for path in sorted(old.keys() | new.keys()):
        if path not in new:
            found.append(_whole(path, old[path], "removed"))
        elif path not in old:
            found.append(_whole(path, new[path], "added"))
        elif old[path] != new[path]:
            found += _changed_file(path, old[path], new[path], periods or Periods())
    return found


def _changed_file(path: str, old: bytes, new: bytes, periods: Periods) -> list[Change]:
    try:
        found = list(_compare(path, old, new, periods))
    except (XmlRefused, Unreadable):  # what cannot be read is for the gate to judge; here it is one change
        found = [say("changed", path, "", "", "content", _file(path, new), Words("内容", "content"), None, None)]
    return found or [say("layout", path, "", "", "notation", _file(path, new), Words("書き方", "notation"), None, None)]


def _compare(path: str, old: bytes, new: bytes, periods: Periods) -> Iterator[Change]:
    name = PurePosixPath(path).name
    if name.endswith(".bpmn"):
        yield from diagram_changes(path, old, new, periods)
    elif name.endswith(".dmn"):
        yield from table_changes(path, old, new)
    elif name.endswith(".j2"):
        yield from template_changes(path, old, new)
    elif name.endswith(".css"):
        yield from style_changes(path, old, new)
    elif name.endswith(".yaml") and path.startswith("forms/"):
        yield from form_changes(path, old, new)
    elif name.endswith((".yaml", ".json")):
        yield from tree_changes(path, old, new, _file(path))
    else:
        yield say("changed", path, "", "", "content", _file(path), Words("内容", "content"), None, None)


def _file(path: str, content: bytes = b"") -> Words:
    """The kind of a file with its name: 様式「dunning_run/decide」, a table with its decision's: 決定表「専決区分」."""
    kind = next((words for end, words in FILES if path.endswith(end)), Words("ファイル", "file"))
    if path.startswith("forms/"):
        kind = Words("様式", "form")
    parts = PurePosixPath(path).parts
    short = "/".join(parts[1:]).split(".", 1)[0] if len(parts) > 1 else path
    table = inspect_table(content, path)[0] if path.endswith(".dmn") and content else None
    short = short if table is None or not table.name else table.name
    return Words(f"{kind.ja}「{short}」", f"{kind.en} “{short}”")


def _whole(path: str, content: bytes, kind: str) -> Change:
    size = str(len(content))
    sides = (size, None) if kind == "removed" else (None, size)
    return say(kind, path, "", "", "file", _file(path, content), Words("", ""), *sides)
