"""The workshop's pages (手続の工房): lists and sheets from plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import url_for
from flask_babel import gettext

from server.casework.views.workshop import DraftView, MovesView, MoveView, ProcedureLine, WorkshopView
from server.casework.workshop.dry_run import DryRun, Group, PeriodLine
from server.engine.difference_types import Change
from server.engine.difference_values import VALUES
from server.store.procedures import ProcedureVersion
from server.store.workshop import Draft
from server.web import wording
from server.web.kit import go, lang, send
from server.web.pages.shared import Plain
from server.web.pages.workshop_parts import parts_sheet, short

_SHOWN = 300


def workshop_context(view: WorkshopView) -> Plain:
    """The context of `workshop.html`."""
    names = (gettext("手続"), gettext("版"), gettext("下書き"), gettext("保存した人"), "", "")
    closed = (gettext("手続"), gettext("状態"), gettext("申し出た人"), gettext("公開した人"), gettext("理由"))
    rows = [{"cells": _procedure(one, view.names)} for one in view.procedures]
    sheets = [_table(gettext("手続と下書き"), names, rows, gettext("公開中の手続はありません"))]
    if view.closed:
        lines = [{"cells": _closed(one, view.names)} for one in view.closed]
        sheets.append(_table(gettext("済んだ下書き"), closed, lines, ""))
    under_way = sum(one.draft is not None for one in view.procedures)
    facts = gettext("下書き %(n)s件", n=under_way)
    return {"facts": facts, "sheets": sheets, "acts": [go(gettext("公開中の手続へ"), "procedures.show")]}


def _procedure(line: ProcedureLine, names: Mapping[str, str]) -> list[object]:
    moves = {"act": go(gettext("版と案件"), "workshop.moves", slug=line.slug)}
    title, no = {"value": line.title}, gettext("第%(no)s版", no=line.no)
    if line.draft is None:
        begin = {"act": send(gettext("下書きを始める"), "workshop.begin", hidden={"slug": line.slug})}
        return [title, no, None, None, begin, moves]
    saved = {
        "value": names.get(line.draft.changed_by, line.draft.changed_by),
        "soft": wording.column_day(line.draft.changed_at),
    }
    opened = {"act": go(gettext("下書きを開く"), "workshop.look", draft_id=line.draft.draft_id)}
    return [title, no, {"state": _state(line.draft)}, saved, opened, moves]


def _closed(draft: Draft, names: Mapping[str, str]) -> list[object]:
    title = {"value": draft.title, "url": url_for("workshop.look", draft_id=draft.draft_id)}
    return [
        title,
        {"state": _state(draft)},
        *(one and names.get(one, one) for one in (draft.proposed_by, draft.decided_by)),
        draft.reason,
    ]


def _state(draft: Draft) -> Plain:
    shapes = {
        "open": ("work", gettext("描いている")),
        "proposed": ("open", gettext("決裁待ち")),
        "released": ("done", gettext("公開した")),
        "discarded": ("stop", gettext("破棄した")),
    }
    shape, word = shapes[draft.status]
    return {"shape": shape, "word": word}


def draft_context(view: DraftView, typed: Mapping[str, str], errors: Mapping[str, str]) -> Plain:
    """The context of `workshop_draft.html`: what was changed comes first, once there is any."""
    told = [_differences(view), _touched(view), _findings(view)]
    changed = bool(view.difference.changes or view.findings)
    draft, hidden = view.draft, {"rev": str(view.draft.rev)}
    live = draft.status in ("open", "proposed")
    acts = [go(gettext("工房へ"), "workshop.show", key="Escape")]
    if live:
        acts.append(go(gettext("試行"), "workshop_try.tryout", key="F9", draft_id=draft.draft_id))
    acts.append(go(gettext("直近の案件で再演"), "workshop.replay", draft_id=draft.draft_id))
    acts.append(go(gettext("ファイルに書き出す"), "workshop.export", draft_id=draft.draft_id))
    if draft.status == "open":
        acts.insert(0, go(gettext("図を描く"), "workshop_edit.edit", draft_id=draft.draft_id))
    if live:
        acts.append(send(gettext("破棄する"), "workshop.discard", hidden=hidden, draft_id=draft.draft_id))
    return {
        "title": draft.title,
        "state": _state(draft),
        "facts": _draft_facts(view),
        "acts": acts,
        "sheets": told if changed else [_parts(view), *told],
        "parts_below": [_parts(view)] if changed else [],
        "take_back_url": url_for("workshop.take_back_parts", draft_id=draft.draft_id) if view.may_take_back else "",
        "open": draft.status == "open",
        "release": _release(view, hidden) if draft.status == "proposed" else [],
        "rev": draft.rev,
        "import_url": url_for("workshop.take_in", draft_id=draft.draft_id),
        "propose_url": url_for("workshop.hand_over", draft_id=draft.draft_id),
        "typed": {"valid_from": view.today.isoformat(), "reason": "", **typed},
        "errors": dict(errors),
    }


def _parts(view: DraftView) -> Plain:
    at = 1 if lang() == "en" else 0
    forms = [(path, titles[at]) for path, *titles in view.forms]
    letters = [(key, (ja, en)[at], changed) for key, ja, en, changed in view.letters]
    return parts_sheet(view.draft, view.tables, forms, letters)


def _release(view: DraftView, hidden: Mapping[str, str]) -> list[Plain]:
    draft_id = view.draft.draft_id
    back: Plain = dict(send(gettext("下書きに戻す"), "workshop.back", hidden=hidden, draft_id=draft_id))
    if view.drew:
        why = gettext("描いた人・申し出た人のほかの手続管理者が公開します")
        return [{"label": gettext("公開する"), "why_not": why}, back]
    act: Plain = dict(send(gettext("公開する"), "workshop.publish", look="go", hidden=hidden, draft_id=draft_id))
    return [act, back]


def _draft_facts(view: DraftView) -> str:
    by = view.names.get(view.draft.changed_by, view.draft.changed_by)
    saved: str = gettext("保存済み 第%(rev)s改訂 %(by)s", rev=view.draft.rev, by=by)
    others = "・".join(one.name for one in view.others)
    return saved + (" " + gettext("いま開いている人: %(names)s", names=others) if others else "")


def _differences(view: DraftView) -> Plain:
    names = (gettext("どこが"), gettext("何が、どう変わるか"))
    places = _places(view)
    rows = [{"cells": [_where(view, one.path, places), _words(one)]} for one in view.difference.changes[:_SHOWN]]
    title = gettext("今の版との違い")
    table = _table(title, names, rows, gettext("違いはありません"), len(view.difference.changes))
    table["act"] = go(gettext("図の上で見る"), "workshop.difference", draft_id=view.draft.draft_id)
    more = len(view.difference.changes) - _SHOWN
    return table | ({"note": gettext("ほかに%(n)s件", n=more)} if more > 0 else {})


def _where(view: DraftView, path: str, places: Mapping[str, tuple[str, str]]) -> Plain:
    """A changed file by what people call it, with the way to where it is changed while the draft is open."""
    key = path.removeprefix("letters/").split(".", 1)[0] if path.startswith("letters/") else path
    word, url = places.get(key, (path, ""))
    if path.endswith(".bpmn"):
        word, url = gettext("図"), url_for("workshop_edit.edit", draft_id=view.draft.draft_id, path=path)
    cell: Plain = {"value": word, "soft": key if path.startswith("letters/") else short(path) if path != VALUES else ""}
    return cell | ({"url": url} if url and view.draft.status == "open" else {})


def _places(view: DraftView) -> dict[str, tuple[str, str]]:
    """What stands in the list of parts, by path or letter: what it is called and where it is changed."""
    at = view.draft.draft_id
    lines = _parts(view)["items"]
    keys = [path for path, _ in view.tables] + [path for path, *_ in view.forms] + [key for key, *_ in view.letters]
    found = {key: (str(line["label"]), str(line["url"])) for key, line in zip(keys, lines, strict=False)}
    return found | {VALUES: (gettext("値と期間"), url_for("workshop.values", draft_id=at))}


def _words(change: Change) -> str:
    return change.en if lang() == "en" else change.ja


def _touched(view: DraftView) -> Plain:
    names = (gettext("手続"), gettext("進行中の案件"))
    rows = [
        {"cells": [view.titles.get(slug, slug), f"{view.running.get(slug, 0):,}"]}
        for slug in view.difference.procedures
    ]
    return _table(gettext("及ぶ手続"), names, rows, gettext("及ぶ手続はありません"))


def _findings(view: DraftView) -> Plain:
    places = _places(view)
    names = (gettext("重さ"), gettext("ファイル"), gettext("要素"), gettext("指摘と直し方"))
    rows = [
        {
            "cells": [
                gettext("誤り") if one.severity == "error" else gettext("注意"),
                _where(view, one.path, places),
                one.name or one.element,
                one.message_en if lang() == "en" else one.message_ja,
            ]
        }
        for one in view.findings
    ]
    return _table(gettext("検査の指摘"), names, rows, gettext("指摘はありません"))


def moves_context(view: MovesView, chosen: str, told: DryRun | None) -> Plain:
    """The context of `workshop_moves.html`."""
    names = (gettext("版"), gettext("いつから"), gettext("公開した人"), gettext("進行中の案件"), "")
    rows = [{"here": one.hash == chosen, "cells": _version(view, one)} for one in view.versions]
    sheets = [_table(gettext("版"), names, rows, "")]
    if view.moves:
        cells = [
            {
                "cells": [
                    {"value": wording.column_day(one.planned_at), "url": url_for("workshop.move", move_id=one.move_id)}
                ]
            }
            for one in view.moves
        ]
        sheets.append(_table(gettext("移行"), (gettext("計画した日"),), cells, ""))
    if told is not None:
        sheets.append(_groups(told))
    return {
        "title": view.title,
        "acts": [
            go(gettext("工房へ"), "workshop.show", key="Escape"),
            go(gettext("実績"), "workshop.figures", slug=view.slug),
            go(gettext("前の版との図の違い"), "workshop.version_difference", slug=view.slug),
        ],
        "sheets": sheets,
        "plan": _plan(view, chosen, told) if told is not None and told.groups else None,
        "rollback": {"url": url_for("workshop.withdraw", slug=view.slug), "version": view.current}
        if len([one for one in view.versions if one.status == "active"]) > 1
        else None,
    }


def _version(view: MovesView, one: ProcedureVersion) -> list[object]:
    running = view.running.get(one.hash, 0)
    act: Plain | None = None
    if running and one.hash != view.current:
        look = f"{url_for('workshop.moves', slug=view.slug)}?from={one.hash}"
        act = {"act": {"label": gettext("移すと?"), "url": look}}
    no = gettext("第%(no)s版(今の版)", no=one.no) if one.hash == view.current else gettext("第%(no)s版", no=one.no)
    return [no, wording.full_day(one.valid_from), view.names.get(one.deployed_by, one.deployed_by), running, act]


def _groups(told: DryRun) -> Plain:
    names = (gettext("いま立っている所"), gettext("案件"), gettext("移せない理由"))
    rows = [{"cells": ["・".join(one.names), one.cases, _reasons(one)]} for one in told.groups]
    title = gettext("試算: 移せる %(yes)s件、残る %(no)s件", yes=told.movable, no=told.refused)
    return _table(title, names, rows, gettext("この版で進行中の案件はありません"))


def _reasons(group: Group) -> str:
    return "・".join(f"{one['element']}: {one['en' if lang() == 'en' else 'ja']}" for one in group.reasons)


def _plan(view: MovesView, chosen: str, told: DryRun) -> Plain:
    clocks = {line.element: line for group in told.groups for line in group.clocks.values()}
    return {
        "action": url_for("workshop.plan", slug=view.slug),
        "from": chosen,
        "to": view.current,
        "periods": [{"name": f"period:{one.element}", "label": _clock(one)} for one in clocks.values()],
        "elements": [
            {"name": f"element:{old}", "value": new, "label": f"{old} → {new}"} for old, new in told.suggested.items()
        ],
    }


def _clock(one: PeriodLine) -> str:
    """A period that runs: at which element, and which one it is in both versions when it is another."""
    same = one.period == one.period_now
    return f"{one.name} ({one.period})" if same else f"{one.name} ({one.period} → {one.period_now or '—'})"


def move_context(view: MoveView) -> Plain:
    """The context of `workshop_move.html`."""
    told, move_id = view.progress, view.move.move_id
    words = {
        "moved": gettext("移した"),
        "refused": gettext("移せず残した"),
        "undone": gettext("元に戻した(同じ状態)"),
        "moved_back": gettext("同じ規則で戻した"),
        "kept": gettext("戻せず残した"),
    }
    rows = [{"cells": [words[name], count]} for name, count in told.outcomes.items()]
    rows.append({"cells": [gettext("これから"), told.left]})
    stayed = [
        {"cells": [{"value": one.case_id[-8:], "url": url_for("cases.show", case_id=one.case_id)}, _told(one.reasons)]}
        for one in view.refused
    ]
    acts: list[Plain] = [dict(go(gettext("版と案件へ"), "workshop.moves", key="Escape", slug=view.move.slug))]
    if told.left and told.status != "undone":
        acts.append(dict(send(gettext("案件を移す"), "workshop.go_on", look="go", move_id=move_id)))
    if told.outcomes.get("moved"):
        acts.append(dict(send(gettext("移行を取り消す"), "workshop.take_back", move_id=move_id)))
    sheets = [_table(gettext("進み具合"), (gettext("結果"), gettext("案件")), rows, "")]
    if stayed:
        sheets.append(_table(gettext("残った案件"), (gettext("案件"), gettext("理由")), stayed, ""))
    return {"title": gettext("案件の移行"), "acts": acts, "sheets": sheets}


def _told(reasons: Iterable[Mapping[str, str]]) -> str:
    return "・".join(f"{one['element']}: {one['en' if lang() == 'en' else 'ja']}" for one in reasons)


def _table(title: str, names: Iterable[str], rows: list[Plain], empty: str, count: int | None = None) -> Plain:
    if not rows:
        return {"title": title, "kind": "empty", "what": empty}
    columns = [{"label": one} for one in names]
    return {"title": title, "kind": "table", "count": count or len(rows), "columns": columns, "rows": rows}
