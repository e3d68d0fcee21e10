"""The page of the guided walk (案内): the station in hand, who does it, what is done, where to look."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext

from server.casework.guide.standing import Seen, Standing
from server.casework.guide.story import STAGES, STORY, Kind, Pair, Station
from server.casework.views.words import PROCEDURES, say
from server.store.letters import Letter
from server.web import wording
from server.web.kit import lang
from server.web.pages.shared import Plain

_SHOWN = ("rendered", "released", "handed_over", "posted", "returned")
_NEWEST = 12


def word(pair: Pair) -> str:
    """The word in the language of the page."""
    return pair[1] if wording.language() == "en" else pair[0]


def guide_context(found: Standing | None, refused: str | None, *, own: str) -> Plain:
    """The context of `guide.html`; `found` None: nothing to walk with yet."""
    if found is None:
        return {"refused": refused, "begin_url": url_for("guide.begin")}
    seen, now = found.seen, found.now
    place = len(found.done)
    return {
        "refused": refused,
        "facts": gettext("%(name)s 世帯 %(key)s 未納 %(yen)s", **_who(seen)),
        "chain": [_stage(stage, found) for stage in STAGES],
        "now": None if now is None else _now(found, now, own),
        "count": gettext("全%(n)s工程 済み%(m)s", n=len(STORY), m=place),
        "steps": [_step(one, found) for one in STORY if one.stage == _stage_now(found)],
        "stage": word(STAGES[_stage_now(found)]),
        "sheets_right": [_household(seen), _letters(found)],
    }


def desk_of(found: Standing) -> str:
    """The page on which the clerk does the station that is next."""
    seen, now = found.seen, found.now
    assert now is not None  # noqa: S101 - asked for a station that is ready
    if now.kind is Kind.TASK and found.task is not None:
        return url_for("tasks.show", task_id=found.task.task_id)
    if now.kind is Kind.MAIL:
        mine = next(letter for letter in seen.letters if letter.letter == now.what)
        return url_for("letters.look", letter_id=mine.letter_id)
    if now.kind is Kind.START:
        return url_for("start.fill_in", slug=now.slug, household_key=seen.key)
    return url_for("households.arrears", key=seen.key, _anchor="contact")


def _who(seen: Seen) -> Plain:
    owed = sum(max(one.open.total, 0) for one in seen.claims.values() if one.due_on < seen.day)
    return {"name": seen.head["name"], "key": seen.key, "yen": wording.yen(owed)}


def _stage_now(found: Standing) -> str:
    return STORY[-1].stage if found.now is None else found.now.stage


def _stage(stage: str, found: Standing) -> Plain:
    mine = [one.id for one in STORY if one.stage == stage]
    state = "past" if set(mine) <= found.done else "now" if stage == _stage_now(found) else ""
    return {"label": word(STAGES[stage]), "state": state}


def _step(one: Station, found: Standing) -> Plain:
    state = "past" if one.id in found.done else "now" if found.now is one else ""
    return {"state": state, "name": word(one.words), "facts": found.names.get(one.clerk, one.clerk)}


def _now(found: Standing, now: Station, own: str) -> Plain:
    key, clerk = found.seen.key, found.names.get(now.clerk, now.clerk)
    said: Plain = {"what": word(now.words), "who": clerk, "station": now.id}
    if found.ready:
        acts = {"next_url": url_for("guide.do_next", key=key), "sit_url": url_for("guide.sit", key=key)}
        return said | acts | {"let": gettext("%(who)sに任せる", who=clerk), "self": _self(clerk, now.clerk == own)}
    day = wording.short_day(found.wait_until)
    return said | {
        "day_url": url_for("guide.move_on", key=key),
        "let": gettext("業務日を%(day)sへ進める", day=day),
        "waits": gettext("この世帯に次に何かが起きるのは %(day)s です。", day=wording.long_day(found.wait_until)),
    }


def _self(clerk: str, mine: bool) -> str:
    return str(gettext("自分でする") if mine else gettext("%(who)sとして自分でする", who=clerk))


def _household(seen: Seen) -> Plain:
    items: list[Plain] = [
        {"label": gettext("世帯の滞納"), "url": url_for("households.arrears", key=seen.key)},
        {"label": gettext("納付と賦課"), "url": url_for("households.money", key=seen.key)},
    ]
    if seen.run is not None:
        items.append({"label": gettext("督促の一回分"), "url": url_for("dunning.one", run_id=seen.run.run_id)})
    return {
        "title": gettext("この世帯"),
        "id": "places",
        "kind": "links",
        "items": items + list(map(_case, seen.cases)),
    }


def _case(case: Any) -> Plain:
    runs = case.status == "active"
    state = {"shape": "work" if runs else "done", "word": gettext("進行中") if runs else gettext("終わった")}
    label = f"{say(PROCEDURES, case.slug, lang())} {case.number}"
    return {"label": label, "url": url_for("cases.show", case_id=case.case_id), "state": state}


def _letters(found: Standing) -> Plain:
    made = [one for one in found.seen.letters if one.status in _SHOWN][:_NEWEST]
    if not made:
        return {"title": gettext("できた通知書"), "kind": "empty", "what": gettext("送った通知書はありません")}
    return {
        "title": gettext("できた通知書"),
        "id": "made",
        "kind": "links",
        "items": [_letter(one, found) for one in made],
    }


def _letter(letter: Letter, found: Standing) -> Plain:
    day = letter.posted_on or letter.issued_on
    return {
        "label": found.titles.get(letter.letter, letter.letter),
        "url": url_for("letters.pdf", letter_id=letter.letter_id),
        "end": "" if day is None else wording.short_day(day),
    }
