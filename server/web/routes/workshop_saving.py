"""What the workshop's editors send while one writes (編集画面の保存): a JSON body with path and revision."""

from __future__ import annotations

from typing import Any

from flask import request

from server.domain.refusals import Refused
from server.web import wording
from server.web.access import services


def body_of() -> dict[str, Any]:
    """The body of a save. Raises `draft_path` for what is none."""
    data = request.get_json(silent=True)
    if not isinstance(data, dict) or not isinstance(data.get("path"), str) or type(data.get("rev")) is not int:
        raise Refused("draft_path", path="json")
    return data


def saved_at() -> dict[str, str]:
    """When it was saved, as the strip says it."""
    return {"saved_at": wording.clock(services().clock.wall_now())}
