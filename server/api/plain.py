"""Views as JSON (見せ方): dataclasses become objects, dates ISO text, forms their schema; nothing else is changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from server.domain.effects import JSON
from server.domain.forms.model import FormDefinition


def plain(value: Any) -> JSON:
    """Any view as JSON."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, FormDefinition):
        return value.form
    if isinstance(value, bytes):
        return None  # pictures have addresses of their own
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value
