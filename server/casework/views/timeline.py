"""The history of a case in words (経過): who did what when, by which row of a table, with its article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.casework.views import words
from server.domain import wareki
from server.domain.effects import JSON
from server.domain.forms.model import Lang
from server.engine.definition import Procedure
from server.store.history import HistoryRow
from server.store.letters import Letter

SYSTEM = "system"
_QUIET = frozenset({"chosen", "armed"})


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: `what` with a softer `note`, who (None: the program itself), and what it rests on."""

    at: datetime
    kind: str
    element: str
    what: str
    note: str
    who: str | None
    automatic: bool
    ground: str
    letter_id: str | None = None


def events_of(
    procedure: Procedure,
    history: Iterable[HistoryRow],
    letters: Iterable[Letter],
    names: Mapping[str, str],
    titles: Mapping[str, str],
    lang: Lang,
) -> tuple[Event, ...]:
    """All events, newest first; gateways and the ends of called parts are left out, they tell nothing more."""
    told = [event_of(procedure, row, names, lang) for row in history if not is_quiet(row)]
    sent = [event for letter in letters for event in _letter_events(letter, names, titles, lang)]
    return tuple(sorted([*told, *sent], key=lambda event: event.at, reverse=True)) if sent else tuple(reversed(told))


def event_of(procedure: Procedure, row: HistoryRow, names: Mapping[str, str], lang: Lang) -> Event:
    """One event of the history."""
    automatic = row.by_user == SYSTEM
    return Event(
        at=row.at,
        kind=row.kind,
        element=row.element,
        what=_what(row, lang),
        note=note_of(row, lang),
        who=None if automatic else names.get(row.by_user, row.by_user),
        automatic=automatic,
        ground=ground_of(procedure, row, lang),
    )


def element_name(element: str, name: str, lang: Lang) -> str:
    """The name of an element: the diagram's own in Japanese."""
    return words.step_named("", element, name, lang)


def day_words(text: str, lang: Lang) -> str:
    """An ISO day as a sentence has it."""
    day = date.fromisoformat(text)
    return wareki.to_wareki(day) if lang == "ja" else day.isoformat()


def row_words(procedure: Procedure, table: str, row_ids: Iterable[str], lang: Lang) -> str:
    """決定表「取得日」4行目 国保法7条…: which rows of a table gave the answer, with the article each rests on."""
    found = next((t for key, t in procedure.tables.items() if table in (key, key.rpartition("/")[2])), None)
    if found is None:
        return table
    wanted = set(row_ids)
    rows = [row for row in found.rows if row.id in wanted]
    numbers = "・".join(str(row.number) for row in rows) or "－"
    notes = " ".join(dict.fromkeys(row.note for row in rows if row.note))
    place = f"決定表「{found.name}」{numbers}行目" if lang == "ja" else f"Table “{found.name}”, row {numbers}"
    return f"{place} {notes}".strip()


def ground_of(procedure: Procedure, row: HistoryRow, lang: Lang) -> str:
    """What an event rests on: the rows of its tables, the rule of its period."""
    if row.kind == "decided":
        return row_words(procedure, str(row.detail["table"]), row.detail["rows"], lang)
    if row.kind == "armed":
        return str(row.detail.get("rule") or "")
    asked: Any = row.detail.get("tables") or []
    told = [row_words(procedure, str(one["table"]), one["rows"], lang) for one in asked]
    return "・".join(dict.fromkeys(told))


def note_of(row: HistoryRow, lang: Lang) -> str:
    """The result of an event in a few words."""
    if row.kind == "completed":
        return _answer_note(row.detail.get("answers") or {}, lang)
    if row.kind == "decided":
        return "、".join(_output(value, lang) for value in (row.detail.get("outputs") or {}).values())
    if row.kind == "computed":
        return _computed_note(row.element, row.detail.get("outputs") or {}, lang)
    if row.kind == "armed":
        last = day_words(str(row.detail["last_day"]), lang)
        return f"{last}まで" if lang == "ja" else f"until {last}"
    if row.kind == "started":
        case: Any = row.detail.get("case") or {}
        return words.say(words.CHANNELS, case.get("channel"), lang)
    return ""


def is_quiet(row: HistoryRow) -> bool:
    """Whether the event tells people nothing (gateways, the ends of called parts)."""
    return row.kind in _QUIET or (row.kind == "ended" and row.path != "")


def _what(row: HistoryRow, lang: Lang) -> str:
    name = element_name(row.element, row.name, lang)
    if row.kind in ("interrupted", "received"):
        return f"{name}: {words.say(words.HISTORY, row.kind, lang)}"
    return name


def _answer_note(answers: Mapping[str, JSON], lang: Lang) -> str:
    """The result that was chosen and the reason that was given."""
    code = answers.get("result") or answers.get("next_step")
    result = words.say(words.RESULTS, str(code), lang) if code else ""
    kind = answers.get("return_reason")
    reason = answers.get("reason") or answers.get("withdraw_reason")
    parts = [result, words.say(words.RETURN_REASONS, kind, lang) if kind else "", str(reason or "")]
    return " ".join(part for part in parts if part)


def _output(value: JSON, lang: Lang) -> str:
    return words.say({**words.IDENTITY, **words.WAYS, **words.DECIDERS}, str(value), lang)


def _computed_note(element: str, outputs: Mapping[str, Any], lang: Lang) -> str:
    """What the automatic tasks of the procedures say of themselves; nothing where their name says all."""
    if element == "precheck":
        found = finding_words(outputs.get("findings") or [], lang)
        missing = [missing_words(paper, lang) for paper in outputs.get("missing_documents") or []]
        return "、".join([*found, *missing])
    if element == "request_documents":
        last = day_words(str(outputs["due_on"]), lang)
        return f"{outputs['times']}回目 {last}まで" if lang == "ja" else f"no. {outputs['times']}, until {last}"
    if element == "register":
        members = outputs.get("members") or []
        return f"{len(members)}人" if lang == "ja" else f"{len(members)} persons"
    if element == "issue":
        kinds = [words.say(words.CERTIFICATE_KINDS, one["kind"], lang) for one in outputs.get("documents") or []]
        return "、".join(dict.fromkeys(kinds))
    return ""


def missing_words(paper: str, lang: Lang) -> str:
    """That a paper has not come."""
    word = words.say(words.PAPERS, paper, lang)
    return f"{word}が未着" if lang == "ja" else f"{word} has not come"


def finding_words(findings: Iterable[Mapping[str, JSON]], lang: Lang) -> list[str]:
    """What the comparison with the registers found, with the person's name."""
    return [f"{one['member']}: {words.say(words.FINDINGS, str(one['code']), lang)}" for one in findings]


def _letter_events(letter: Letter, names: Mapping[str, str], titles: Mapping[str, str], lang: Lang) -> Iterable[Event]:
    title, ground = titles.get(letter.letter, letter.letter), letter.number or ""
    if letter.rendered_at is not None:
        made = f"{title} を作った" if lang == "ja" else f"{title} made"
        yield Event(letter.rendered_at, "letter", "", made, "", None, True, ground, letter.letter_id)
    if letter.handed_over_at is not None:
        who = names.get(letter.released_by or "", letter.released_by)
        done = f"{title} を渡した" if lang == "ja" else f"{title} handed over"
        way = words.say(words.DELIVERIES, letter.delivery, lang)
        yield Event(letter.handed_over_at, "letter", "", done, way, who, False, ground, letter.letter_id)
