"""The managers' workshop over the API (手続の工房): drafts, their difference and findings, release, moves of cases.

A token is no second person: whoever drew, proposed or made the token releases nothing, and a linked system neither
draws nor releases.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, Response

from server.api.plain import plain
from server.api.requests import answer, body, caller, mapping, number, text
from server.casework.services import Services
from server.casework.views.workshop import draft_view, workshop_view
from server.casework.workshop.drafts import begin_draft, discard_draft, save_files
from server.casework.workshop.dry_run import dry_run
from server.casework.workshop.moving import Progress, move_batch, plan_from, plan_move, progress, undo_batch
from server.casework.workshop.releasing import propose, release, send_back
from server.casework.workshop.values import add_row
from server.domain.effects import JSON
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.store.workshop import Draft

_VALUE = ("key", "first", "value", "article", "source", "confirm_again_by")


def add_routes(api: Blueprint, services: Services) -> None:
    """The addresses under `/drafts` and `/moves`."""
    _drafts(api, services)
    _deciding(api, services)
    _moves(api, services)


def _drafts(api: Blueprint, services: Services) -> None:
    @api.get("/drafts")
    def drafts() -> Response:
        view = workshop_view(services, caller())
        live = [one.draft for one in view.procedures if one.draft is not None]
        return answer({"drafts": [_draft(one) for one in (*live, *view.closed)]})

    @api.post("/drafts")
    def begin() -> Response:
        data = body("procedure", optional=("reason",))
        reason = text(data, "reason") if "reason" in data else ""
        return answer(_draft(begin_draft(services, caller(), text(data, "procedure"), reason=reason)), 201)

    @api.get("/drafts/<draft_id>")
    def draft(draft_id: str) -> Response:
        view = draft_view(services, caller(), draft_id)
        told = {"difference": plain(view.difference), "findings": [one.as_json() for one in view.findings]}
        return answer({"draft": _draft(view.draft), "running": dict(view.running), **told})

    @api.post("/drafts/<draft_id>/files")
    def save(draft_id: str) -> Response:
        data = body("rev", "files")
        files = {path: _content(path, value) for path, value in mapping(data, "files").items()}
        saved = save_files(services, caller(), draft_id, files, _rev(data))
        return answer({"draft": _draft(saved.draft), "findings": [one.as_json() for one in saved.findings]})

    @api.post("/drafts/<draft_id>/values")
    def state_value(draft_id: str) -> Response:
        data = body("rev", *_VALUE, optional=("confirmed_on",))
        typed = {name: text(data, name) for name in (*_VALUE, "confirmed_on") if name in data}
        saved = add_row(services, caller(), draft_id, typed, _rev(data))
        return answer({"draft": _draft(saved.draft), "findings": [one.as_json() for one in saved.findings]})


def _deciding(api: Blueprint, services: Services) -> None:
    @api.post("/drafts/<draft_id>/propose")
    def hand_over(draft_id: str) -> Response:
        data = body("rev", "valid_from", "reason")
        day = _day(data, "valid_from")
        return answer(_draft(propose(services, caller(), draft_id, _rev(data), day, text(data, "reason"))))

    @api.post("/drafts/<draft_id>/send-back")
    def back(draft_id: str) -> Response:
        return answer(_draft(send_back(services, caller(), draft_id, _rev(body("rev")))))

    @api.post("/drafts/<draft_id>/discard")
    def discard(draft_id: str) -> Response:
        discard_draft(services, caller(), draft_id, _rev(body("rev")))
        return answer({"draft_id": draft_id})

    @api.post("/drafts/<draft_id>/release")
    def publish(draft_id: str) -> Response:
        done = release(services, caller(), draft_id, _rev(body("rev")))
        versions = [{"slug": one.slug, "no": one.no, "hash": one.hash} for one in (done.version, *done.followers)]
        return answer({"version": versions[0], "followers": versions[1:]})


def _moves(api: Blueprint, services: Services) -> None:
    @api.post("/moves/dry-run")
    def dry() -> Response:
        slug, old, new, data = _move_body()
        told = dry_run(services, caller(), slug, old, new, plan_from(data))
        groups: Any = plain(told.groups)
        return answer({"movable": told.movable, "refused": told.refused, "groups": groups})

    @api.post("/moves")
    def plan() -> Response:
        slug, old, new, data = _move_body()
        move_id = plan_move(services, caller(), slug, old, new, plan_from(data))
        return answer(_progress(progress(services, caller(), move_id)), 201)

    @api.get("/moves/<move_id>")
    def move(move_id: str) -> Response:
        return answer(_progress(progress(services, caller(), move_id)))

    @api.post("/moves/<move_id>/go")
    def go_on(move_id: str) -> Response:
        return answer(_progress(move_batch(services, caller(), move_id)))

    @api.post("/moves/<move_id>/undo")
    def take_back(move_id: str) -> Response:
        return answer(_progress(undo_batch(services, caller(), move_id)))


def _move_body() -> tuple[str, str, str, dict[str, Any]]:
    data = body("procedure", "from", "to", optional=("elements", "periods"))
    chosen = {name: mapping(data, name) for name in ("elements", "periods")}
    for name, choices in chosen.items():
        if not all(isinstance(value, str) for value in choices.values()):
            raise InputInvalid([FieldError(name, "wrong_type", {"expected": "string"})])
    return text(data, "procedure"), text(data, "from"), text(data, "to"), chosen


def _rev(data: dict[str, Any]) -> int:
    return number(data, "rev") or 0


def _day(data: dict[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(text(data, name))
    except ValueError as fault:
        raise InputInvalid([FieldError(name, "wrong_type", {"expected": "date"})]) from fault


def _content(path: str, value: JSON) -> bytes | None:
    if value is not None and not isinstance(value, str):
        raise Refused("draft_path", path=path[:120])
    return None if value is None else value.encode()


def _draft(draft: Draft) -> dict[str, JSON]:
    told: Any = plain(draft)
    return {name: value for name, value in told.items() if name != "manifest"} | {"files": sorted(draft.manifest)}


def _progress(told: Progress) -> dict[str, JSON]:
    return asdict(told) | {"outcomes": dict(told.outcomes)}
