"""What a person drawing may choose from (図の選択肢): roles, forms, operators, tables, letters, periods, parts.

Everything is plain data for the editor; what is offered here is what the gate accepts.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from datetime import date

from server.casework.services import Services
from server.casework.surroundings import PERIOD
from server.domain.effects import JSON, JSONObject
from server.domain.forms.faults import FormFaults
from server.domain.forms.model import Lang
from server.domain.operating import Operator
from server.domain.roles import ROLES
from server.domain.values import DatedValue
from server.engine.decision import inspect_table
from server.engine.definition import SHARED
from server.engine.difference_values import period_lengths
from server.engine.lint import open_diagram
from server.exchange.form_files import load_form
from server.printing.heads import Head
from server.store import procedures
from server.store.connection import Connection

SYSTEM = "system"
_TABLE = re.compile(rf"workflows/(?:{SHARED}/)?([a-z][a-z0-9_]*)/([a-z][a-z0-9_]*)\.dmn")
_PART = re.compile(rf"workflows/{SHARED}/([a-z][a-z0-9_]*)/\1\.bpmn")


def choices_for(
    services: Services, conn: Connection, slug: str, files: Mapping[str, bytes], lang: Lang
) -> dict[str, JSON]:
    """The lists of the panel for one draft, in the language of the page."""
    day = services.clock.business_day()
    parts = {**_parts_in_force(conn, day), **_parts(files)}
    return {
        "roles": _roles(lang),
        "forms": _forms(slug, files, lang),
        "operators": [_operator(one) for _, one in sorted(services.operators.items())],
        "tables": _tables(slug, files),
        "letters": [
            {"id": name, "name": _letter_name(letter.latest.head, lang)}
            for name, letter in sorted(services.letters.items())
        ],
        "periods": _periods(services.values(conn).rows(), day, lang),
        "parts": [{"id": name, "name": title} for name, title in sorted(parts.items())],
    }


def _roles(lang: Lang) -> list[JSON]:
    system = {"id": SYSTEM, "name": "Automatic" if lang == "en" else "自動処理"}
    return [*({"id": role.id, "name": role.en if lang == "en" else role.ja} for role in ROLES.values()), system]


def _forms(slug: str, files: Mapping[str, bytes], lang: Lang) -> list[JSON]:
    found: list[JSON] = []
    for path, data in sorted(files.items()):
        folder, _, name = path.removeprefix("forms/").removesuffix(".yaml").partition("/")
        if not path.startswith("forms/") or folder not in (slug, SHARED):
            continue
        try:
            form = load_form(data, f"{folder}/{name}")
        except FormFaults:
            found.append({"id": name, "name": name, "fields": []})
            continue
        fields: list[JSON] = [{"id": one.name, "name": one.label.of(lang)} for one in form.fields]
        found.append({"id": name, "name": form.title.of(lang), "fields": fields})
    return found


def _operator(operator: Operator) -> JSONObject:
    """An operator with its typed inputs, as its dataclasses say them."""
    nothing = dataclasses.MISSING
    inputs: list[JSON] = [
        {
            "id": one.name,
            "type": _type(one.type),
            "required": one.default is nothing and one.default_factory is nothing,
        }
        for one in dataclasses.fields(operator.inputs)
    ]
    outputs: list[JSON] = [{"id": one.name, "type": _type(one.type)} for one in dataclasses.fields(operator.outputs)]
    return {"id": operator.id, "name": _first_line(operator.doc), "inputs": inputs, "outputs": outputs}


def _type(annotation: object) -> str:
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))


def _letter_name(head: Head, lang: Lang) -> str:
    return head.title_en if lang == "en" else head.title_ja


def _first_line(doc: str) -> str:
    return doc.strip().partition("\n")[0][:160]


def _tables(slug: str, files: Mapping[str, bytes]) -> list[JSON]:
    found: list[JSON] = []
    for path, data in sorted(files.items()):
        match = _TABLE.fullmatch(path)
        if match is None:
            continue
        table, _ = inspect_table(data, path)
        inputs: list[JSON] = [] if table is None else [one.expression.text for one in table.inputs]
        outputs: list[JSON] = [] if table is None else [one.name for one in table.outputs]
        name = match[2] if table is None else table.name or match[2]
        found.append({"id": match[2], "name": name, "inputs": inputs, "outputs": outputs, "own": match[1] == slug})
    return found


def _periods(rows: Iterable[DatedValue], day: date, lang: Lang) -> list[JSON]:
    """The named periods of the day: name, length in words (14開庁日), article."""
    rows = list(rows)
    lengths = period_lengths(rows, day)
    articles = {row.key.removeprefix(PERIOD): row.article for row in rows if row.key.startswith(PERIOD)}
    return [
        {"id": name, "name": words.en if lang == "en" else words.ja, "article": articles.get(name, "")}
        for name, words in sorted(lengths.items())
    ]


def _parts(files: Mapping[str, bytes]) -> dict[str, str]:
    return {match[1]: _title(path, data) for path, data in files.items() if (match := _PART.fullmatch(path))}


def _parts_in_force(conn: Connection, day: date) -> dict[str, str]:
    """The shared parts that any procedure in force carries."""
    wanted: dict[str, str] = {}
    for version in procedures.current_versions(conn, day):
        wanted |= {path: name for path, name in version.manifest.items() if _PART.fullmatch(path)}
    found = procedures.artefacts(conn, wanted.values())
    return _parts({path: found[name] for path, name in wanted.items()})


def _title(path: str, data: bytes) -> str:
    diagram, _ = open_diagram(path, data)
    names = [] if diagram is None else [process.name or process.id for process in diagram.processes]
    return names[0] if names else path
