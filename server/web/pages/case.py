"""One case (案件): the live picture, the steps, and its records by tabs."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext

from server.casework.attach_document import KINDS
from server.casework.views import words
from server.casework.views.case import CaseView, OpenTask
from server.casework.views.header import Version
from server.casework.views.letters import LetterLine
from server.casework.views.records import IncidentLine
from server.casework.views.steps import Step
from server.web import wording
from server.web.kit import go, lang, send
from server.web.pages.case_records import HISTORY, TABS, record
from server.web.pages.shared import Plain, household_words, last_note, note_act, tags_of, warnings_of

_STATES = {"now": "now", "wait": "now", "bad": "bad", "skip": "skip", "past": "past"}


def case_context(view: CaseView, tab: str = HISTORY, notices: Iterable[Plain] = ()) -> Plain:
    """The context of `case.html`; `tab` is the record that lies open."""
    tabs = [one for one in TABS if one != "looks" or view.looks is not None]
    opened = tab if tab in tabs else HISTORY
    return {
        "case": _head(view),
        "acts": _acts(view),
        "warnings": warnings_of(view.case.bands),
        "note": last_note(view.notes),
        "note_act": note_act(view.case.case_id, view.may_note and _has_band(view)),
        "notices": [*notices, *_incidents(view)],
        "diagram": {
            "xml_url": url_for("procedures.diagram", version_hash=view.case.version.hash),
            "label": view.diagram_label,
            "marks": {
                "past": list(view.marks.past),
                "now": list(view.marks.now),
                "flag": dict(view.marks.flag),
            },
        },
        "steps": [_step(one, view.open_tasks) for one in view.steps],
        "steps_end": gettext("開始から %(n)s開庁日", n=view.open_days),
        "tabs": [_tab(view, one, opened) for one in tabs],
        **record(view, opened),
    }


def version_words(version: Version) -> str:
    """版 第7版(R8.10.1から)."""
    return str(gettext("第%(no)s版(%(day)sから)", no=version.no, day=wording.era_day(version.valid_from)))


def _head(view: CaseView) -> Plain:
    case = view.case
    text = household_words(case) or (gettext("(権限により表示しない)") if case.restricted else "")
    household: Plain = {"text": text}
    if case.household_key:
        url = None if case.restricted else url_for("households.show", key=case.household_key)
        household = {"text": f"{text} {case.household_key}", "url": url}
    closed = " ".join(part for part in (case.status_word, case.outcome_word) if part)
    return {
        "procedure": case.procedure,
        "number": case.number,
        "household": household,
        "tags": tags_of(case.tags),
        "version": version_words(case.version),
        "closed": None if case.status == "active" else closed,
    }


def _acts(view: CaseView) -> list[Plain]:
    """The open tasks first: what can be done now is the filled button, what cannot says why beside it."""
    acts = [_task_act(task, first=number == 0) for number, task in enumerate(view.open_tasks)]
    if view.may_note and not _has_band(view):
        acts.append(go(gettext("一言を書く"), "cases.note", look="plain", case_id=view.case.case_id))
    if view.may_print_receipt:
        acts.append(go(gettext("受付票"), "cases.receipt", "F7", case_id=view.case.case_id) | {"icon": "print"})
    return acts


def _has_band(view: CaseView) -> bool:
    """Whether a line stands under the head anyway: the way to a note has its place there then."""
    return bool(view.case.bands or view.notes)


def _task_act(task: OpenTask, *, first: bool) -> Plain:
    act: Plain = {"label": gettext("いまのタスクへ") if first else task.name}
    if not task.may_do:
        return act | {"why_not": task.why_not}
    act["url"] = url_for("tasks.show", task_id=task.task_id)
    return act | {"look": "go", "key": "T"} if first else act


def _incidents(view: CaseView) -> list[Plain]:
    """What went wrong and is still open: it stands above everything until somebody has put it right."""
    return [
        {
            "kind": "guard",
            "tag": one.kind_word,
            "text": " ".join((one.summary, _owner(one.owner))),
            "acts": _incident_acts(view, one),
        }
        for one in view.incidents
    ]


def _owner(name: str | None) -> str:
    return str(gettext("担当 %(who)s", who=name or gettext("未定")))


def _incident_acts(view: CaseView, one: IncidentLine) -> list[Plain]:
    """やり直す (and back to this page), ほかへ回す… for who handles incidents; 訂正する… for who works the case."""
    acts = []
    if view.may_handle_incidents:
        back = url_for("cases.show", case_id=view.case.case_id)
        acts.append(send(gettext("やり直す"), "incidents.retry", hidden={"back": back}, incident_id=one.incident_id))
        acts.append(go(gettext("ほかへ回す…"), "incidents.ask_hand_over", incident_id=one.incident_id))
    if view.may_correct and one.kind == "step_failed":
        acts.append(go(gettext("答えを訂正する…"), "incidents.ask_correct", incident_id=one.incident_id))
        if one.correction:
            label = gettext("訂正を確認する(%(what)s)", what=one.correction)
            acts.append(send(label, "incidents.confirm_correct", incident_id=one.incident_id))
    return acts


def _step(step: Step, tasks: Iterable[OpenTask]) -> Plain:
    doable = next((one for one in tasks if one.task_id == step.task_id and one.may_do), None)
    return {
        "state": _STATES.get(step.state, ""),
        "name": step.name,
        "url": url_for("tasks.show", task_id=doable.task_id) if doable else None,
        "tag": {"text": step.tag.text, "kind": step.tag.kind} if step.tag else None,
        "facts": _facts(step),
        "lines": list(_due(step)),
    }


def _facts(step: Step) -> str:
    """11/10 佐伯 → 照合へ回した: in the list the day and the family name are enough, the history tells the rest."""
    who = gettext("自動") if step.automatic else (step.who or "").partition(" ")[0]
    done = f"{wording.short_day(step.at) if step.at else ''} {who}".strip()
    said = "・".join(step.lines)
    return " → ".join(part for part in (done, said) if part)


def _due(step: Step) -> Iterable[str]:
    if step.due is None or step.state not in ("now", "wait", "bad"):
        return
    day = f"{wording.short_day(step.due)}({wording.weekday(step.due)})"
    left = ""
    if step.left is not None:
        over = gettext("%(n)s開庁日 超過", n=-step.left)
        left = over if step.left < 0 else gettext("今日") if step.left == 0 else gettext("あと%(n)s開庁日", n=step.left)
    yield gettext("期限 %(day)s %(left)s", day=day, left=left).strip()


def _tab(view: CaseView, tab: str, opened: str) -> Plain:
    counts = {
        "history": len(view.events),
        "documents": len(view.papers),
        "letters": len(view.letters),
        "decisions": len(view.decisions) + len(view.exports),
        "notes": len(view.notes),
    }
    keys = {"history": "F4", "documents": "F3", "letters": "L"}
    label = {
        "history": gettext("経過"),
        "documents": gettext("書類"),
        "letters": gettext("通知書"),
        "answers": gettext("届出の内容"),
        "grounds": gettext("値と根拠"),
        "decisions": gettext("決定と連携"),
        "notes": gettext("一言"),
        "looks": gettext("見た人"),
    }
    url = url_for("cases.show", case_id=view.case.case_id, tab=tab, _anchor="records")
    return {
        "label": label[tab],
        "url": url,
        "current": tab == opened,
        "count": counts.get(tab),
        "key": keys.get(tab),
    }


def letter_link(line: LetterLine) -> Plain:
    """A letter as a line that leads to it."""
    day = wording.column_day(line.issued_on) if line.issued_on else None
    return {
        "label": line.title,
        "url": url_for("letters.look", letter_id=line.letter_id),
        "line": "・".join(part for part in (line.number, day, line.delivery_word) if part),
        "state": {"shape": line.shape, "word": line.status_word},
    }


# ---- what is asked on pages of its own -----------------------------------------------------------


def note_context(view: CaseView, body: str, error: str | None) -> Plain:
    """The context of `confirm.html` for a word to the next person."""
    case_id = view.case.case_id
    return {
        "ask": {
            "title": gettext("%(number)s 次の人への一言", number=view.case.number),
            "label": gettext("書く"),
            "action": url_for("cases.write_note", case_id=case_id),
            "back_url": url_for("cases.show", case_id=case_id, tab="notes"),
            "hint": gettext("案件と世帯の頁に出ます。個人番号は書かないでください。"),
        },
        "reason": {
            "name": "kind",
            "note_name": "body",
            "note_label": gettext("一言"),
            "note_required": True,
            "note_rows": 4,
            "note": body,
        },
        "errors": {"body": error} if error else {},
    }


def attach_context(view: CaseView, error: str | None, kind: str, location: str) -> Plain:
    """The context of `attach.html`."""
    case_id = view.case.case_id
    return {
        "attach": {
            "title": gettext("%(number)s 書類を取り込みます", number=view.case.number),
            "action": url_for("cases.take_paper", case_id=case_id),
            "back_url": url_for("cases.show", case_id=case_id, tab="documents"),
            "kinds": [{"value": one, "label": words.say(words.PAPER_KINDS, one, lang())} for one in KINDS],
            "kind": kind,
            "location": location,
            "error": error,
        }
    }
