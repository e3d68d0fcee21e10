"""Acts on many tasks (まとめて): what is asked first, and the result of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from server.casework.assignees import Assignee, TaskName
from server.casework.bulk_acts import BulkResult, ItemResult
from server.casework.bulk_forms import SharedForm
from server.web.kit import lang

NOBODY = "-"
_TAKEN = ("claimed_by_other", "already_done", "task_not_open", "stale_page", "case_moved")


def assign_context(
    names: Mapping[str, TaskName], people: Iterable[Assignee], *, reason: str, user: str, errors: Mapping[str, str]
) -> dict[str, Any]:
    """The context of `confirm.html` for 担当を割り当てる: whom, and why."""
    count = len(names)
    options = [{"value": one.user_id, "label": f"{one.name} {one.title}"} for one in people]
    options.append({"value": NOBODY, "label": gettext("未割当に戻す")})
    return {
        "ask": {
            "title": ngettext("%(num)s件の担当を割り当てます", "%(num)s件の担当を割り当てます", count),
            "label": ngettext("%(num)s件を割り当てる", "%(num)s件を割り当てる", count),
            "action": url_for("inbox.assign"),
            **_chosen(names),
        },
        "reason": {
            "name": "user",
            "label": gettext("担当"),
            "options": options,
            "value": user,
            "note_name": "reason",
            "note_label": gettext("理由"),
            "note_required": True,
            "note": reason,
        },
        "errors": dict(errors),
    }


def follow_up_context(
    names: Mapping[str, TaskName], day: str, reason: str, errors: Mapping[str, str]
) -> dict[str, Any]:
    """The context of `follow_up.html`."""
    count = len(names)
    return {
        "ask": {
            "title": ngettext("%(num)s件に再確認日を付けます", "%(num)s件に再確認日を付けます", count),
            "label": ngettext("%(num)s件に付ける", "%(num)s件に付ける", count),
            "action": url_for("bulk.follow_up"),
            **_chosen(names),
        },
        "typed": {"day": day, "reason": reason},
        "errors": dict(errors),
    }


def complete_context(
    shared: SharedForm, names: Mapping[str, TaskName], answer: str, errors: Mapping[str, str]
) -> dict[str, Any]:
    """The context of `confirm.html` for まとめて完了にする."""
    count = len(names)
    reason = None
    if shared.field is not None:
        options = [{"value": one.value, "label": one.label.of(lang())} for one in shared.field.options]
        reason = {"name": "answer", "label": shared.field.label.of(lang()), "options": options, "value": answer}
    return {
        "ask": {
            "title": ngettext(
                "%(num)s件の「%(step)s」を完了にします",
                "%(num)s件の「%(step)s」を完了にします",
                count,
                step=shared.step,
            ),
            "label": ngettext("%(num)s件を完了にする", "%(num)s件を完了にする", count),
            "action": url_for("bulk.complete"),
            **_chosen(names),
        },
        "reason": reason,
        "errors": dict(errors),
    }


def _chosen(names: Mapping[str, TaskName]) -> dict[str, Any]:
    return {
        "hidden": {"task": list(names)},
        "pairs": [{"label": one.number, "value": one.step} for one in names.values()],
        "back_url": url_for("inbox.show"),
    }


# ---- the result ----------------------------------------------------------------------------------


def result_context(found: BulkResult, names: Mapping[str, TaskName], said: Mapping[str, str]) -> dict[str, Any]:
    """The context of `bulk_result.html`: one line per item; `said` are the refusals' words by task id."""
    title, done = _words(found.act)
    lines = [_line(one, names.get(one.task_id), said.get(one.task_id, ""), done) for one in found.items]
    went = sum(line["shape"] == "done" for line in lines)
    acts: list[dict[str, Any]] = [
        {"label": gettext("受信箱へ"), "url": url_for("inbox.show")},
        {"label": gettext("次のタスクへ"), "action": url_for("inbox.next_task"), "look": "go", "key": "N"},
    ]
    return {
        "title": gettext("まとめた結果 %(what)s", what=title),
        "facts": gettext("%(all)s件のうち %(went)s件", all=len(lines), went=went),
        "items": lines,
        "left": _left(found) if found.waiting else None,
        "acts": acts,
    }


def _left(found: BulkResult) -> dict[str, Any]:
    """The rest of a run that was broken off, with the two ways on."""
    again = gettext("残り%(n)s件を続ける", n=found.waiting)
    return {
        "text": gettext("途中で止まりました。残り%(n)s件はまだしていません", n=found.waiting),
        "acts": [
            {"label": again, "action": url_for("bulk.resume", run_id=found.run_id), "look": "go"},
            {"label": gettext("残りをやめる"), "action": url_for("bulk.stop", run_id=found.run_id)},
        ],
    }


def _words(act: str) -> tuple[str, str]:
    """What the act is called, and what is said of an item that it was done to."""
    return {
        "claim": (gettext("引き受ける"), gettext("引き受けました")),
        "release": (gettext("戻す"), gettext("戻しました")),
        "assign": (gettext("担当を割り当てる"), gettext("割り当てました")),
        "follow_up": (gettext("再確認日を付ける"), gettext("再確認日を変えました")),
        "complete": (gettext("完了にする"), gettext("完了にしました")),
    }[act]


def _line(one: ItemResult, name: TaskName | None, said: str, done: str) -> dict[str, Any]:
    shape, word = _outcome(one)
    text = gettext("まだしていません") if one.state == "waiting" else said or done
    return {
        "shape": shape,
        "word": word,
        "strong": name.number if name else None,
        "text": f"{name.step} {text}" if name else text,
        "url": url_for("tasks.show", task_id=one.task_id) if name else None,
    }


def _outcome(one: ItemResult) -> tuple[str, str]:
    if one.state == "waiting":
        return "open", gettext("未了")
    if one.refusal is None:
        return "done", gettext("済")
    return ("back", gettext("先着")) if one.refusal.code in _TAKEN else ("stop", gettext("不可"))
