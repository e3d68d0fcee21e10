"""Writes files of dated values in the form `values_files` reads: one file per topic, the first word of the keys."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml

from server.domain.values import DatedValue, value_as_json

_ENDLESS = 1 << 16  # a row's words stay on one line, so that a comparison of files shows whole values


def write_values(rows: Iterable[DatedValue], folder: Path) -> list[Path]:
    """Writes one file per topic into `folder` (made where absent) and returns the files in order of name."""
    folder.mkdir(parents=True, exist_ok=True)
    topics: dict[str, list[DatedValue]] = {}
    for row in rows:
        topics.setdefault(row.key.partition(".")[0], []).append(row)
    return [_write(folder / f"{topic}.yaml", values_text(topic, topics[topic])) for topic in sorted(topics)]


def values_text(topic: str, rows: Iterable[DatedValue]) -> str:
    """The text of one file, rows in order of key and first day."""
    ordered = sorted(rows, key=lambda row: (row.key, row.valid_from))
    content = {"topic": topic, "rows": [_row(row) for row in ordered]}
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=_ENDLESS))


def _row(row: DatedValue) -> dict[str, object]:
    fields = {
        "key": row.key,
        "unit": row.unit,
        "from": row.valid_from,
        "to": row.valid_to,
        "value": value_as_json(row.value),
        "article": row.article,
        "source": row.source,
        "status": row.status,
        "confirm_again_by": row.confirm_again_by,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _write(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file
