"""Dunning runs as pages (督促): the list of runs, and one run with its steps, its left-out list and its letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext, lazy_gettext

from server.casework.dunning_acts import CAUSES as APOLOGIES
from server.casework.views.dunning import CHAIN, KINDS, Dunned, RunLine, RunView
from server.domain.actors import SYSTEM
from server.domain.dunning_run import Step
from server.store.dunning_lines import LATE, Line
from server.store.dunning_runs import DunningRun
from server.store.dunning_services import DunningService
from server.web import wording
from server.web.pages.receipt_words import CHANNELS
from server.web.pages.shared import Plain

RUNS = {"DUE": lazy_gettext("納期限の督促"), "REST": lazy_gettext("残りの督促")}
STEPS = {
    Step.OPENED: lazy_gettext("開始"),
    Step.CUT_OFF: lazy_gettext("入金の基準日"),
    Step.LISTED: lazy_gettext("対象の抽出"),
    Step.REVIEWED: lazy_gettext("除外一覧の確認"),
    Step.CHECKED: lazy_gettext("件数と見本の照合"),
    Step.DECIDED: lazy_gettext("督促の決裁"),
    Step.ISSUED: lazy_gettext("督促状の発行"),
    Step.HANDED_OVER: lazy_gettext("印刷への引渡し"),
    Step.POSTED: lazy_gettext("発送"),
    Step.CLOSED: lazy_gettext("締め"),
    Step.STOPPED: lazy_gettext("取りやめ"),
}
VERDICTS = {
    "ISSUE": lazy_gettext("督促する"),
    "NO_LETTER": lazy_gettext("督促しない"),
    "LEFT_OUT": lazy_gettext("除外"),
}
REASONS = {
    "ISSUE": lazy_gettext("未納"),
    "PROTECTED": lazy_gettext("支援措置(安全な送付先へ)"),
    "PAID": lazy_gettext("納付済み"),
    "DUNNED": lazy_gettext("督促済み"),
    "WITHHELD": lazy_gettext("特別徴収"),
    "EXTINCT": lazy_gettext("時効完成"),
    "DEFERRED": lazy_gettext("徴収猶予中"),
    "IN_TRANSIT": lazy_gettext("入金確認待ち"),
    "NOT_NOTIFIED": lazy_gettext("納入通知書が届いていない"),
    "UNAPPLIED": lazy_gettext("仮受の入金がある"),
    "CHANGING": lazy_gettext("資格・賦課の異動が未処理"),
    "DECEASED": lazy_gettext("死亡・相続人調査中"),
    "NO_ADDRESS": lazy_gettext("送る先が分からない"),
    "PAYER_ELSEWHERE": lazy_gettext("納付義務者が世帯を出ている"),
    "PROTECTED_ADDRESS": lazy_gettext("安全な送付先がない"),
    "AMOUNT_CHANGED": lazy_gettext("発行の後に額が変わった"),
    "HOUSEHOLD_MOVED": lazy_gettext("発行の後に世帯が動いた"),
    "LETTER_HELD": lazy_gettext("督促状を作れない"),
    "STOPPED": lazy_gettext("取りやめ"),
    "WITHDRAWN": lazy_gettext("取りやめによる引抜き"),
    "SERVICE_FAILED": lazy_gettext("督促状を送達できない"),
}
OWNERS = {"receipts": lazy_gettext("収納担当"), "levy": lazy_gettext("賦課担当")}
ENDS = {
    "PAID": lazy_gettext("納付済み"),
    "ARREARS": lazy_gettext("滞納"),
    "SERVICE_FAILED": lazy_gettext("不送達"),
}
CAUSES = {
    "PAID_BEFORE": lazy_gettext("納付の確認が遅れた"),
    "WRONG_PERSON": lazy_gettext("納付義務者でない人に送った"),
    "WRONG_AMOUNT": lazy_gettext("金額を誤った"),
    "NOT_NOTIFIED": lazy_gettext("納入通知書を送っていなかった"),
    "OTHER": lazy_gettext("そのほか"),
}
LISTS = {"left": lazy_gettext("除外一覧"), "pulled": lazy_gettext("引抜き一覧"), "letters": lazy_gettext("発送簿")}


def runs_context(lines: Sequence[RunLine]) -> Plain:
    """The context of the list."""
    names = (gettext("納期限"), gettext("種類"), gettext("督促の期限"), gettext("済んだ工程"), gettext("次の工程"))
    return {"columns": [{"label": name} for name in names], "rows": [{"cells": _listed(line)} for line in lines]}


def _listed(line: RunLine) -> list[object]:
    run = line.run
    due = {"value": wording.era_day(run.due_on), "url": url_for("dunning.one", run_id=run.run_id)}
    done = "" if line.last is None else f"{STEPS[Step(line.last.step)]} {wording.short_day(line.last.on_day)}"
    following = "" if line.next is None else str(STEPS[line.next])
    return [due, str(RUNS[run.kind]), wording.era_day(run.dun_by), done, following]


def run_context(view: RunView, wrong: tuple[str, str] | None, typed: Mapping[str, str]) -> Plain:
    """The context of one run; `wrong` is a claim and what was refused of it."""
    run = view.run
    return {
        "title": _title(run),
        "facts": _facts(view),
        "case_url": None if run.case_id is None else url_for("cases.show", case_id=run.case_id),
        "progress": _progress(view),
        "late": view.late,
        "chain": _columns(gettext("工程"), gettext("日"), gettext("した人"), gettext("状態")),
        "chain_rows": [{"cells": _step(view, step)} for step in _shown(view)],
        "marks": _columns(gettext("収納方法"), gettext("この日まで入金済")),
        "mark_rows": [{"cells": [_channel(name), wording.era_day(day)]} for name, day in view.marks.items()],
        "sums": [*_columns(gettext("扱い"), gettext("わけ")), *_numbers(gettext("件数"), gettext("未納額(円)"))],
        "sum_rows": [{"cells": cells} for cells in _sums(view)],
        "listed": Step.LISTED in view.steps,
        "left": [_left(view, line, wrong, typed) for line in view.left],
        "pulled": [*_letter_columns(), *_columns(gettext("わけ"), gettext("どこで"))],
        "pulled_rows": [{"cells": _pulled(view, line)} for line in view.pulled],
        "letters": [
            *_letter_columns(),
            *_columns(gettext("発送日"), gettext("指定期限"), gettext("差押えができる日"), gettext("その後")),
            *_numbers(gettext("金額(円)")),
        ],
        "letter_rows": [{"cells": _letter(view, line)} for line in view.letters],
        "apology": _apology(view, wrong, typed),
        "csv": [
            {"label": str(LISTS[kind]), "url": url_for("dunning.csv", run_id=run.run_id, kind=kind)} for kind in KINDS
        ]
        if view.may_act
        else [],
    }


def _apology(view: RunView, wrong: tuple[str, str] | None, typed: Mapping[str, str]) -> Plain | None:
    """The form of the apology (LT-C12), where letters went out that this person may see."""
    out = [line for line in view.letters if line.dispatched_on is not None and line.household_key not in view.hidden]
    if not out or not view.may_act:
        return None
    refused = wrong is not None and typed.get("form") == "apology"
    names = [(line.claim_key, f"{view.numbers.get(str(line.letter_id), '')} {_claim(line)}") for line in out]
    return {
        "action": url_for("dunning.send_apology", run_id=view.run.run_id),
        "letters": [{"value": value, "label": label} for value, label in names],
        "causes": [{"value": value, "label": str(CAUSES[value])} for value in APOLOGIES],
        "typed": typed if refused else {},
        "claim": wrong[0] if refused and wrong is not None else "",
        "wrong": wrong[1] if refused and wrong is not None else None,
    }


def _title(run: DunningRun) -> str:
    return f"{RUNS[run.kind]} {wording.era_day(run.due_on)}"


def _facts(view: RunView) -> str:
    run = view.run
    said = [gettext("%(day)sまでに督促", day=wording.era_day(run.dun_by))]
    if run.cut_off is not None:
        said.append(gettext("%(day)sまでの入金を反映", day=wording.era_day(run.cut_off)))
    if run.designated_on is not None:
        said.append(gettext("指定期限 %(day)s", day=wording.era_day(run.designated_on)))
    return "　".join(map(str, said))


def _progress(view: RunView) -> str | None:
    if view.work is None:
        return None
    done, total = wording.number(view.work.done), wording.number(view.work.total)
    return str(gettext("自動処理の途中です(%(total)s件のうち%(done)s件)", done=done, total=total))


def _shown(view: RunView) -> tuple[Step, ...]:
    return (*CHAIN, Step.STOPPED) if Step.STOPPED in view.steps else CHAIN


def _step(view: RunView, step: Step) -> list[object]:
    done = view.steps.get(step)
    if done is not None:
        name = gettext("自動処理") if done.by_user == SYSTEM.user_id else view.names.get(done.by_user, done.by_user)
        absent = done.detail.get("deputy_for")
        if isinstance(absent, str):
            name = gettext("%(name)s(%(absent)sの代決)", name=name, absent=view.names.get(absent, absent))
        state = {"state": {"shape": "done", "word": gettext("済み")}}
        return [str(STEPS[step]), wording.era_day(done.on_day), name, state]
    if step is view.next:
        return [str(STEPS[step]), "", "", {"state": {"shape": "work", "word": gettext("次にすること")}}]
    return [str(STEPS[step]), "", "", {"state": {"shape": "hold", "word": gettext("前の工程を待つ")}}]


def _sums(view: RunView) -> list[list[object]]:
    rows: list[list[object]] = []
    for one in view.sums:
        word = gettext("引抜き") if one.pulled else VERDICTS[one.verdict]
        why = _why(one.pulled or one.reason)
        ended = f"{why} → {ENDS[one.ended]}" if one.ended else why
        rows.append([str(word), ended, wording.number(one.lines), wording.number(one.yen)])
    lines, yen = sum(one.lines for one in view.sums), sum(one.yen for one in view.sums)
    return [*rows, [gettext("計"), "", wording.number(lines), wording.number(yen)]] if rows else []


def _left(view: RunView, line: Line, wrong: tuple[str, str] | None, typed: Mapping[str, str]) -> Plain:
    open_ = line.again_in is None and (line.owner is None or line.dun_by is None)
    mine = wrong is not None and wrong[0] == line.claim_key and typed.get("form") != "apology"
    refused = wrong[1] if mine and wrong is not None else None
    action = url_for("dunning.name_owner", run_id=line.run_id) if open_ and view.may_act else None
    return {
        "household": _household(view, line),
        "claim": _claim(line),
        "claim_key": line.claim_key,
        "due": wording.era_day(line.due_on),
        "yen": wording.number(line.open_yen),
        "why": _why(line.why if line.unserved_on else line.reason),
        "owner": _owner(view, line),
        "dun_by": "" if line.dun_by is None else wording.era_day(line.dun_by),
        "again": line.again_in is not None,
        "action": action if line.household_key not in view.hidden else None,
        "typed": typed if refused else {},
        "wrong": refused,
    }


def _owner(view: RunView, line: Line) -> str:
    if line.owner is None:
        return ""
    return str(OWNERS.get(line.owner, view.names.get(line.owner, line.owner)))


def _pulled(view: RunView, line: Line) -> list[object]:
    doors = {"ISSUE": gettext("発行"), "HAND_OVER": gettext("引渡し"), "PRINTER": gettext("印刷所")}
    door = doors.get(str(line.pulled_at), "")
    return [_household(view, line), _claim(line), _letter_no(view, line), _why(str(line.pulled)), door]


def _letter(view: RunView, line: Line) -> list[object]:
    served = view.served.get((line.run_id, line.claim_key))
    ended = _end(line, served)
    days = _days(line, served)
    yen = wording.number(line.asked_yen)
    return [_household(view, line), _claim(line), _letter_no(view, line), *days, ended, yen]


def _days(line: Line, served: DunningService | None) -> list[str]:
    """Dispatch, designated date and first day of seizure: of a letter that came back as it was served, else none."""
    until, seizable = (
        (line.designated_on, line.seizable_on) if served is None else (served.designated_on, served.seizable_on)
    )
    return [wording.era_day(day) if day else "" for day in (line.dispatched_on, until, seizable)]


def _end(line: Line, served: DunningService | None) -> str:
    """How the letter ended; one that came back and is on its way again has not ended."""
    if line.unserved_on is not None:
        return str(ENDS["SERVICE_FAILED"])
    if served is not None and served.outcome == "BACK":
        return str(gettext("返戻"))
    if served is not None and line.ended == "ARREARS":
        return str(gettext("送達し直した"))
    return "" if line.ended is None else str(ENDS[line.ended])


def _letter_no(view: RunView, line: Line) -> object:
    number = view.numbers.get(str(line.letter_id), "")
    if line.household_key in view.hidden or line.letter_id is None:
        return number
    return {"value": number, "url": url_for("letters.look", letter_id=line.letter_id)}


def _household(view: RunView, line: Line) -> object:
    """A household under protection is named to those alone who may see it (支援措置)."""
    if line.household_key in view.hidden:
        return gettext("表示しない")
    return {"value": line.household_key, "url": url_for("households.show", key=line.household_key), "code": True}


def _claim(line: Line) -> str:
    year, no = line.claim_key[:4], int(line.claim_key[-2:])
    said = str(gettext("%(year)s年度 %(no)s期", year=year, no=no))
    return f"{said} {gettext('延滞金')}" if line.subject == LATE else said


def _channel(name: str) -> str:
    return str(CHANNELS.get(name, name))


def _why(reason: str) -> str:
    return str(REASONS.get(reason, reason))


def _letter_columns() -> list[Plain]:
    return _columns(gettext("世帯番号"), gettext("期別"), gettext("督促状の番号"))


def _columns(*names: str) -> list[Plain]:
    return [{"label": name} for name in names]


def _numbers(*names: str) -> list[Plain]:
    return [{"label": name, "num": True} for name in names]


def dunned_sheets(dunned: Sequence[Dunned]) -> list[Plain]:
    """The dunning letters of a household for its page of money: none where it was never dunned.

    Who paid after the letter had gone crossed with it (行き違い): nothing is asked of him by that letter any more.
    """
    if not dunned:
        return []
    names = (
        gettext("期別"),
        gettext("督促状の番号"),
        gettext("発送日"),
        gettext("指定期限"),
        gettext("差押えができる日"),
    )
    rows = [{"cells": _dunned(one)} for one in dunned]
    shown = [*_columns(*names), *_columns(gettext("その後"))]
    return [{"title": gettext("督促"), "kind": "table", "count": len(rows), "columns": shown, "rows": rows}]


def _dunned(one: Dunned) -> list[object]:
    line = one.line
    days = _days(line, one.served)
    then = _end(line, one.served)
    if not then:
        then = str(gettext("行き違いで納付")) if one.crossed else str(gettext("指定期限を待つ"))
    number: object = one.number
    if line.letter_id is not None:
        number = {"value": one.number, "url": url_for("letters.look", letter_id=line.letter_id)}
    return [_claim(line), number, *days, then]
