"""What a draft holds beside its diagrams (下書きの文面と値): texts of letters, and dated rows of values, as files.

They are kept in the draft as overlays: a letter's body that was rewritten, and `values/city.yaml` with the rows that
shall be stated. Neither belongs to a version of a procedure: letters are chosen by their date of issue, values by the
day that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from server.casework.known_letters import PREFIX, source_of
from server.casework.services import Services
from server.domain.value_rows import restated
from server.domain.values import DatedValue, Values, check_rows
from server.engine.findings import Finding
from server.exchange.values_files import read_value_text
from server.exchange.values_writer import values_text
from server.printing.heads import Letter
from server.store.connection import Connection

T = TypeVar("T")

VALUES_PATH = "values/city.yaml"
_TOPIC = "city"
_OWN = ("workflows/", "forms/")


def of_procedure(paths: Mapping[str, T]) -> dict[str, T]:
    """The files (or the part of a manifest) that a version of the procedure is made of."""
    return {path: name for path, name in paths.items() if path.startswith(_OWN)}


def beside(paths: Mapping[str, T]) -> dict[str, T]:
    """What stands beside it: letters and values."""
    return {path: name for path, name in paths.items() if not path.startswith(_OWN)}


def draft_rows(files: Mapping[str, bytes]) -> tuple[DatedValue, ...]:
    """The dated rows that a draft would state, as far as they can be read."""
    data = files.get(VALUES_PATH)
    return () if data is None else tuple(read_value_text(data, _TOPIC)[0])


def rows_as_file(rows: Iterable[DatedValue]) -> bytes | None:
    """The file of these rows, always written alike; None for none."""
    written = list(rows)
    return values_text(_TOPIC, written).encode() if written else None


def written_alike(path: str, data: bytes | None) -> bytes | None:
    """Values written in our way whoever wrote them, so that the same rows always are the same content."""
    if path != VALUES_PATH or data is None:
        return data
    rows, faults = read_value_text(data, _TOPIC)
    return data if faults else rows_as_file(rows)


def draft_values(services: Services, conn: Connection, files: Mapping[str, bytes]) -> Values:
    """The dated values as they will be when the draft is in force."""
    known = services.values(conn)
    rows = draft_rows(files)
    return Values(restated(known.rows(), rows)) if rows else known


def value_findings(known: Values, files: Mapping[str, bytes], valid_from: date | None) -> list[Finding]:
    """What is wrong with the rows that a draft would state; `valid_from` is its date of effect once it has one."""
    if VALUES_PATH not in files:
        return []
    rows, faults = read_value_text(files[VALUES_PATH], _TOPIC)
    found = [_value(f"{one}", "", f"値の行を読めません({one})。値の画面で入れ直してください。") for one in faults]
    for row in rows:
        found += _row(known, row, valid_from)
    if not found:
        told = check_rows(restated(known.rows(), rows))
        found += [_value(one, "", f"値の日付が続きません({one})。値の画面で直してください。") for one in told]
    return found


def _row(known: Values, row: DatedValue, valid_from: date | None) -> list[Finding]:
    standing = known.rows(row.key)
    if not standing:
        return [
            _value(
                f"{row.key} is no value that is read anywhere; choose one of the list.",
                row.key,
                f"「{row.key}」という値はありません。一覧から選んでください。",
            )
        ]
    if valid_from is not None and row.valid_from < valid_from:
        return [
            _value(
                f"{row.key} begins on {row.valid_from}, before the date of effect {valid_from}; choose a later day.",
                row.key,
                f"「{row.key}」の値が適用開始日({valid_from})より前の{row.valid_from}から始まります。日を直してください。",
            )
        ]
    return []


def _value(en: str, element: str, ja: str) -> Finding:
    return Finding(VALUES_PATH, element, element, None, "error", "value-row", ja, en)


def letter_of_path(path: str) -> str:
    """`letters/arrears/reminder.html.j2` → `arrears/reminder`."""
    return path.removeprefix(PREFIX).split(".", 1)[0]


def letters_of(services: Services, conn: Connection, slug: str) -> dict[str, Letter]:
    """The letters of a procedure by id."""
    return {key: one for key, one in services.letters_now(conn).items() if key.startswith(f"{slug}/")}


def texts_in_force(services: Services, conn: Connection, paths: Iterable[str], day: date) -> dict[str, bytes]:
    """The text in force on the day of each letter that a draft rewrites, by the same path."""
    letters = services.letters_now(conn)
    known = [letters[key] for key in map(letter_of_path, paths) if key in letters]
    return {path: text for path, text in (source_of(one, day) for one in known) if path in set(paths)}


def keys_changed(files: Mapping[str, bytes]) -> Sequence[str]:
    """The keys of values that the draft would state, each once."""
    return tuple(dict.fromkeys(row.key for row in draft_rows(files)))
