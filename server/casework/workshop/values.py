"""Dated values in a draft (値の編集): a row from a day on, with its citation and who else uses the value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.surroundings import PERIOD
from server.casework.workshop.drafts import Saved, all_files_in, be_present, get, require_draw, save_files
from server.casework.workshop.parts import VALUES_PATH, draft_rows, rows_as_file
from server.casework.workshop.value_users import users_of
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.value_rows import confirmed_on, restated, until_next, with_confirmed
from server.domain.value_words import typed_value
from server.domain.values import DatedValue, Values
from server.domain.wareki import parse_date
from server.engine.waits_for import waits_named
from server.store import procedures
from server.store import values as value_store
from server.store.values import Proposal
from server.store.workshop import Draft, Present

MOST_SHOWN = 40
_LONG = 300


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One row of a value as it will be; `drafted` when the draft states it; `source` without its day of reading."""

    row: DatedValue
    drafted: bool
    source: str
    confirmed_on: date | None


@dataclass(frozen=True, slots=True)
class ValueList:
    """A value by its days, and the titles of the procedures that use it."""

    key: str
    unit: str
    lines: tuple[ValueLine, ...]
    today: DatedValue | None
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValuesView:
    """Values of a draft: those its diagrams wait by and it states, or what was looked for; what was shipped anew."""

    draft: Draft
    values: tuple[ValueList, ...]
    found: int
    query: str
    proposals: tuple[tuple[Proposal, DatedValue], ...]
    others: tuple[Present, ...]
    today: date


def values_view(services: Services, caller: Caller, draft_id: str, query: str = "") -> ValuesView:
    """The values of a draft; `query` looks in key, article and source. Raises `draft_not_found`, rights."""
    others = be_present(services, caller, draft_id, VALUES_PATH)
    day = services.clock.business_day()
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        files = all_files_in(conn, draft)
        known = services.values(conn)
        rows = draft_rows(files)
        keys = _keys(known, files, rows, query.strip()[:60])
        titles = {one.slug: one.title for one in procedures.current_versions(conn, day)}
        used = users_of(conn, keys[:MOST_SHOWN], day)
        users = {key: tuple(titles.get(slug, slug) for slug in slugs) for key, slugs in used.items()}
        waiting = [(one, value_store.value_row_from_json(one.row)) for one in value_store.waiting_proposals(conn)]
    now = Values(restated(known.rows(), rows))
    lists = tuple(_list(now, set(rows), key, users.get(key, ()), day) for key in keys[:MOST_SHOWN])
    return ValuesView(draft, lists, len(keys), query.strip()[:60], tuple(waiting), others, day)


def add_row(services: Services, caller: Caller, draft_id: str, typed: Mapping[str, str], rev: int) -> Saved:
    """States a value from a day on in the draft.

    `typed`: key, first, value, article, source, confirmed_on, confirm_again_by. Raises `InputInvalid` with every wrong
    field, `value_unknown`, and as `save_files`.
    """
    require_draw(caller, services)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        rows = draft_rows(all_files_in(conn, draft))
        known = services.values(conn)
    standing = known.rows(typed.get("key", ""))
    if not standing:
        raise Refused("value_unknown", key=typed.get("key", "")[:80])
    row = _row(standing, rows, typed, services.clock.business_day())
    kept = [one for one in rows if (one.key, one.valid_from) != (row.key, row.valid_from)]
    return _save(services, caller, draft_id, [*kept, row], rev)


def drop_row(services: Services, caller: Caller, draft_id: str, key: str, first: str, rev: int) -> Saved:
    """Takes a row out of the draft again; what is in force is never touched. Raises as `save_files`."""
    require_draw(caller, services)
    with services.database.read() as conn:
        rows = draft_rows(all_files_in(conn, get(conn, draft_id)))
    kept = [one for one in rows if (one.key, one.valid_from.isoformat()) != (key, first)]
    return _save(services, caller, draft_id, kept, rev)


def take_proposal(services: Services, caller: Caller, draft_id: str, proposal_id: str, rev: int) -> Saved:
    """Puts what was shipped anew into the draft. Raises `proposal_unknown`, and as `save_files`."""
    require_draw(caller, services)
    with services.database.read() as conn:
        rows = draft_rows(all_files_in(conn, get(conn, draft_id)))
        found = [one for one in value_store.waiting_proposals(conn) if one.proposal_id == proposal_id]
    if not found:
        raise Refused("proposal_unknown")
    row = value_store.value_row_from_json(found[0].row)
    kept = [one for one in rows if (one.key, one.valid_from) != (row.key, row.valid_from)]
    return _save(services, caller, draft_id, [*kept, row], rev)


def _save(services: Services, caller: Caller, draft_id: str, rows: list[DatedValue], rev: int) -> Saved:
    return save_files(services, caller, draft_id, {VALUES_PATH: rows_as_file(rows)}, rev)


def _keys(known: Values, files: Mapping[str, bytes], rows: tuple[DatedValue, ...], query: str) -> list[str]:
    if query:
        wanted = query.casefold()
        texts = {row.key: "" for row in known.rows()}
        for row in known.rows():
            texts[row.key] += f"{row.key} {row.article} {row.source}\n"
        return [key for key, text in texts.items() if wanted in text.casefold()]
    named = waits_named({path: data for path, data in files.items() if path.endswith(".bpmn")})
    own = [row.key for row in rows] + sorted(f"{PERIOD}{name}" for name in named)
    return [key for key in dict.fromkeys(own) if known.rows(key)]


def _list(now: Values, drafted: set[DatedValue], key: str, users: tuple[str, ...], day: date) -> ValueList:
    rows = now.rows(key)
    lines = tuple(ValueLine(row, row in drafted, *confirmed_on(row.source)) for row in rows)
    held = now.row(key, day) if now.has(key, day) else None
    return ValueList(key, rows[-1].unit, lines, held, users)


def _row(
    standing: tuple[DatedValue, ...], rows: tuple[DatedValue, ...], typed: Mapping[str, str], today: date
) -> DatedValue:
    errors: list[FieldError] = []
    key, unit = standing[-1].key, standing[-1].unit
    first = _day(typed, "first", errors, needed=True)
    if first is not None and first < today:
        errors.append(FieldError("first", "value_first_past", {"day": today.isoformat()}))
    confirmed = _day(typed, "confirmed_on", errors)
    if confirmed is not None and confirmed > today:
        errors.append(FieldError("confirmed_on", "value_confirmed_ahead"))
    again = _day(typed, "confirm_again_by", errors, needed=True)
    if again is not None and again <= today:
        errors.append(FieldError("confirm_again_by", "value_again_past"))
    texts = {name: _text(typed, name, errors) for name in ("article", "source")}
    try:
        value = typed_value(unit, typed.get("value", "")[:_LONG])
    except Refused as wrong:
        errors.append(FieldError("value", wrong.code, wrong.params))
    if errors or first is None:
        raise InputInvalid(errors)
    later = [one for one in (*standing, *rows) if one.key == key]
    status = "confirm" if confirmed is None else "verified"
    source = with_confirmed(texts["source"], confirmed)
    return DatedValue(key, unit, first, until_next(later, key, first), value, texts["article"], source, status, again)


def _day(typed: Mapping[str, str], name: str, errors: list[FieldError], *, needed: bool = False) -> date | None:
    text = typed.get(name, "").strip()
    if not text and not needed:
        return None
    try:
        return parse_date(text[:40])
    except Refused as wrong:
        errors.append(FieldError(name, wrong.code, wrong.params))
        return None


def _text(typed: Mapping[str, str], name: str, errors: list[FieldError]) -> str:
    text = " ".join(typed.get(name, "").split())
    if not text or len(text) > _LONG:
        errors.append(FieldError(name, "value_citation", {"letters": _LONG}))
    return text
