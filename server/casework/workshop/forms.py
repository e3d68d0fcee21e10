"""A form in a draft (様式の編集): titles in both languages, order, required, help, and how it will look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.workshop.drafts import Saved, all_files_in, be_present, get, require_draw, save_files
from server.domain.forms.faults import FormFaults
from server.domain.forms.model import FormDefinition
from server.domain.refusals import Refused
from server.engine.findings import Finding
from server.exchange.form_edit import (
    FieldWords,
    FormUneditable,
    SectionPlace,
    add_field,
    drop_field,
    move_field,
    outline,
    set_version,
    version_of,
    write_words,
)
from server.exchange.form_files import check_form_bytes, load_form
from server.store import procedures
from server.store.connection import Connection
from server.store.workshop import Draft, Present

KINDS = ("text", "textarea", "checkbox", "wareki_date", "number", "yen")
MOST_LETTERS = 300


@dataclass(frozen=True, slots=True)
class FormEditView:
    """A form of a draft by its places, the form as it will be shown (None while it is faulty), what is wrong."""

    draft: Draft
    path: str
    sections: tuple[SectionPlace, ...]
    form: FormDefinition | None
    findings: tuple[Finding, ...]
    others: tuple[Present, ...]


@dataclass(frozen=True, slots=True)
class SavedForm:
    """The draft after a save, the form as it will be shown, what is wrong with it."""

    draft: Draft
    form: FormDefinition | None
    findings: tuple[Finding, ...]


def form_edit_view(services: Services, caller: Caller, draft_id: str, path: str) -> FormEditView:
    """A form to be written on. Raises `draft_not_found`, `draft_file_unknown`, `form_uneditable`, rights."""
    others = be_present(services, caller, draft_id, path)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        data = _data(conn, draft, path)
    try:
        sections = outline(data)
    except FormUneditable as fault:
        raise Refused("form_uneditable", path=path[:120]) from fault
    form, findings = _judged(data, path)
    return FormEditView(draft, path, sections, form, findings, others)


def save_form(
    services: Services,
    caller: Caller,
    draft_id: str,
    path: str,
    fields: Mapping[str, FieldWords],
    titles: Mapping[int, tuple[str, str]],
    rev: int,
    act: tuple[str, ...] = (),
) -> SavedForm:
    """Keeps other words of a form, and what a button does: `up`, `down`, `drop` a place, `add` to a section a kind.

    Raises `form_words`, `form_uneditable`, `draft_file_unknown`, and as `save_files`.
    """
    require_draw(caller, services)
    with services.database.read() as conn:
        draft = get(conn, draft_id)
        data, base = _data(conn, draft, path), _base(conn, draft, path)
    _check(fields, titles)
    try:
        written = _acted(write_words(data, fields, titles), act)
        if base is not None and written != base and version_of(written) == version_of(base):
            written = set_version(written, version_of(base) + 1)
    except (FormUneditable, ValueError) as fault:
        raise Refused("form_uneditable", path=path[:120]) from fault
    saved: Saved = save_files(services, caller, draft_id, {path: written}, rev)
    return SavedForm(saved.draft, *_judged(written, path))


def _acted(data: bytes, act: tuple[str, ...]) -> bytes:
    match act:
        case ("up", at):
            return move_field(data, at, -1)
        case ("down", at):
            return move_field(data, at, 1)
        case ("drop", at):
            return drop_field(data, at)
        case ("add", section, kind) if kind in KINDS and section.isdigit():
            return add_field(data, int(section), kind, ("新しい項目", "New field"))
    return data


def _check(fields: Mapping[str, FieldWords], titles: Mapping[int, tuple[str, str]]) -> None:
    for at, words in fields.items():
        texts = (words.label_ja, words.label_en, words.hint_ja, words.hint_en)
        if any(len(text) > MOST_LETTERS or not _printable(text) for text in texts):
            raise Refused("form_words", at_field=f"t-{at}", letters=MOST_LETTERS)
    if any(len(text) > MOST_LETTERS or not _printable(text) for pair in titles.values() for text in pair):
        raise Refused("form_words", letters=MOST_LETTERS)


def _printable(text: str) -> bool:
    return all(one.isprintable() or one == "\n" for one in text)


def _data(conn: Connection, draft: Draft, path: str) -> bytes:
    files = all_files_in(conn, draft)
    if path not in files or not path.startswith("forms/"):
        raise Refused("draft_file_unknown", path=path[:120])
    return files[path]


def _base(conn: Connection, draft: Draft, path: str) -> bytes | None:
    base = procedures.get_version(conn, draft.base_hash)
    name = None if base is None else base.manifest.get(path)
    return None if name is None else procedures.artefacts(conn, [name])[name]


def _judged(data: bytes, path: str) -> tuple[FormDefinition | None, tuple[Finding, ...]]:
    found = tuple(Finding(**one) for one in check_form_bytes(data, path))  # type: ignore[arg-type]
    try:
        return load_form(data, path.removeprefix("forms/").removesuffix(".yaml")), found
    except FormFaults:
        return None, found
