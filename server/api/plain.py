"""Views as JSON (見せ方): dataclasses become objects, days and instants ISO text; pictures are left out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from server.domain.effects import JSON
from server.domain.forms.model import FormDefinition


def plain(value: Any) -> JSON:
    """Any view as JSON; a form is named, not told (its schema stands beside it)."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, FormDefinition):
        return value.form
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        told = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {name: plain(item) for name, item in told.items() if not isinstance(item, bytes)}
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value
