"""The receipts desk as pages (収納): the desk itself, and its lists, each with day, count and total, to be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext, ngettext

from server.casework.views.receipts_desk import (
    NAMED_INTERFACES,
    AssessmentsView,
    DayView,
    DeskView,
    FileView,
    SuspenseLine,
)
from server.store.assessments import Assessment
from server.store.receipts import HighWater, StoredReceipt
from server.store.receipts_desk import ListedFile
from server.web import wording
from server.web.pages.receipt_words import CHANNELS, DIRECTIONS, INTERFACES, NOTES, OUTCOMES, STANDINGS
from server.web.pages.shared import Plain


def _columns(*names: tuple[str, bool]) -> list[Plain]:
    return [{"label": name, "num": number} for name, number in names]


def _said(words: Mapping[str, object], code: str) -> str:
    return str(words.get(code, code))


def desk_context(view: DeskView, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Plain:
    """The context of `collection.html`."""
    senders = [(one.channel, sender) for one in view.channels for sender in one.senders]
    return {
        "channels": _columns(
            (gettext("入金の方法"), False), (gettext("何日まで届いたか"), False), (gettext("送り元"), False)
        ),
        "channel_rows": [{"cells": _channel(view, one)} for one in view.channels],
        "columns": _columns(
            (gettext("取り込んだ時"), False),
            (gettext("種類"), False),
            (gettext("ファイル"), False),
            (gettext("対象の日"), False),
            (gettext("件数"), True),
            (gettext("金額(円)"), True),
            (gettext("取り込んだ人"), False),
        ),
        "rows": [{"cells": _file_cells(one, view.names)} for one in view.files],
        "refused": [
            {"shape": "stop", "word": gettext("取込みを断った"), "text": one.summary, "soft": _name_of(one.detail)}
            for one in view.refused
        ],
        "waiting": _waiting(view),
        "may_import": view.may_import,
        "interfaces": [{"value": one, "label": _said(INTERFACES, one)} for one in NAMED_INTERFACES],
        "senders": [
            {"channel": channel, "sender": sender, "label": f"{_said(CHANNELS, channel)} {sender}"}
            for channel, sender in senders
        ],
        "typed": typed,
        "wrong": wrong,
    }


def _name_of(detail: Mapping[str, object]) -> str:
    return str(detail.get("name") or "")


def _channel(view: DeskView, one: HighWater) -> list[object]:
    age = (view.day - one.day).days
    senders = " ".join(f"{sender} {wording.short_day(day)}" for sender, day in one.senders.items())
    state = {"shape": "late" if age > 1 else "done", "word": wording.short_day(one.day)}
    return [_said(CHANNELS, one.channel), {"state": state}, senders]


def _waiting(view: DeskView) -> list[Plain]:
    count, yen = view.suspense
    suspense = {
        "label": gettext("未消込・仮受"),
        "value": gettext("%(n)s件 %(yen)s円", n=count, yen=wording.number(yen)),
        "url": url_for("collection.suspense"),
    }
    undecided = {
        "label": gettext("決裁を待つ調定票"),
        "value": ngettext("%(num)s枚", "%(num)s枚", view.undecided),
        "url": url_for("collection.assessments"),
    }
    day = {"label": gettext("収入日計"), "value": wording.short_day(view.day), "url": url_for("collection.day")}
    return [suspense, undecided, day]


def _file_cells(one: ListedFile, names: Mapping[str, str]) -> list[object]:
    return [
        {"value": wording.short_stamp(one.imported_at), "whole": True},
        f"{_said(INTERFACES, one.interface)} {_said(CHANNELS, one.channel)}",
        {"value": one.name, "url": url_for("collection.file", file_id=one.file_id)},
        {"value": _days(one), "whole": True},
        one.records,
        one.total,
        names.get(one.imported_by, one.imported_by),
    ]


def _days(one: ListedFile) -> str:
    return f"{wording.short_day(one.covers_from)}〜{wording.short_day(one.covers_to)}"


def _listed(title: str, facts: str, columns: Sequence[Plain], rows: Sequence[Plain], **more: object) -> Plain:
    """What every list of the desk has."""
    return {"title": title, "facts": facts, "columns": columns, "rows": rows, "empty": gettext("ありません"), **more}


def file_context(view: FileView) -> Plain:
    """One file: each receipt with what became of it."""
    one = view.file
    facts = gettext(
        "%(what)s %(days)s %(n)s件 %(yen)s円 %(who)s %(at)s",
        what=_said(CHANNELS, one.channel),
        days=_days(one),
        n=wording.number(one.records),
        yen=wording.number(one.total),
        who=view.imported_by,
        at=wording.short_stamp(one.imported_at),
    )
    columns = _columns(
        (gettext("順"), True),
        (gettext("収納番号"), False),
        (gettext("金額(円)"), True),
        (gettext("領収日"), False),
        (gettext("収入日"), False),
        (gettext("結果"), False),
        (gettext("見るところ"), False),
    )
    rows: list[Plain] = [{"cells": _receipt(receipt)} for receipt in view.receipts]
    return _listed(one.name, facts, columns, rows)


def _receipt(one: StoredReceipt) -> list[object]:
    shape, word = OUTCOMES.get(one.outcome, ("open", one.outcome))
    return [
        one.record_no,
        {"value": one.collection_no, "code": True},
        one.amount,
        wording.short_day(one.paid_on),
        wording.short_day(one.settled_on),
        {"state": {"shape": shape, "word": str(word)}},
        "、".join(_said(NOTES, note) for note in one.notes),
    ]


def suspense_context(lines: Sequence[SuspenseLine]) -> Plain:
    """未消込・仮受一覧."""
    total = sum(line.yen for line in lines)
    facts = gettext("%(n)s件 %(yen)s円", n=len(lines), yen=wording.number(total))
    columns = _columns(
        (gettext("領収日"), False),
        (gettext("日数"), True),
        (gettext("入金の方法"), False),
        (gettext("収納番号"), False),
        (gettext("入金の番号"), False),
        (gettext("仮受の残り(円)"), True),
        (gettext("わけ"), False),
        (gettext("案件"), False),
    )
    rows: list[Plain] = [{"cells": _suspense(line)} for line in lines]
    return _listed(gettext("未消込・仮受一覧"), facts, columns, rows, empty=gettext("仮受の入金はありません"))


def _suspense(line: SuspenseLine) -> list[object]:
    one = line.receipt
    return [
        wording.short_day(one.paid_on),
        line.age,
        _said(CHANNELS, one.channel),
        {"value": one.collection_no, "code": True},
        {"value": one.reference, "code": True},
        line.yen,
        "、".join(_said(NOTES, note) for note in one.notes),
        _case_of(line),
    ]


def _case_of(line: SuspenseLine) -> Plain:
    """The case that began with the receipt, else where one begins."""
    if line.case is not None:
        return {"value": line.case[1], "url": url_for("cases.show", case_id=line.case[0]), "code": True}
    start = url_for("start.fill_in", slug="receipt_correction", receipt_id=line.receipt.receipt_id)
    return {"act": {"label": gettext("行き先を調べる"), "url": start}}


def day_context(view: DayView) -> Plain:
    """収入日計: by channel, with its sum row."""
    rows: list[Plain] = [
        {"cells": [_said(CHANNELS, one.channel), one.count, one.total, one.posted, one.suspense]}
        for one in view.channels
    ]
    sums = [sum(getattr(one, name) for one in view.channels) for name in ("count", "total", "posted", "suspense")]
    columns = _columns(
        (gettext("入金の方法"), False),
        (gettext("件数"), True),
        (gettext("金額(円)"), True),
        (gettext("うち消込み(円)"), True),
        (gettext("うち仮受(円)"), True),
    )
    facts = gettext(
        "%(day)s(%(weekday)s) %(n)s件 %(yen)s円",
        day=wording.long_day(view.day),
        weekday=wording.weekday(view.day),
        n=wording.number(sums[0]),
        yen=wording.number(sums[1]),
    )
    foot = [gettext("計"), *sums] if view.channels else None
    return _listed(
        gettext("収入日計"),
        facts,
        columns,
        rows,
        foot=foot,
        empty=gettext("この日の収入はありません"),
        asks_day=view.day.isoformat(),
        day_url=url_for("collection.day"),
    )


def assessments_context(view: AssessmentsView, wrong: str | None) -> Plain:
    """調定票: each with its sum, and the decision where this person may take it."""
    columns = _columns(
        (gettext("調定票"), False),
        (gettext("年度"), True),
        (gettext("区分"), False),
        (gettext("種類"), False),
        (gettext("調定の日"), False),
        (gettext("件数"), True),
        (gettext("金額(円)"), True),
        (gettext("作った人"), False),
        (gettext("決裁"), False),
        ("", False),
    )
    rows: list[Plain] = [{"cells": _assessment(view, one)} for one in view.rows]
    waiting = sum(one.decided_by is None for one in view.rows)
    acts: list[Plain] = []
    if view.may_make:
        make = url_for("collection.assess")
        acts.append({"label": gettext("今日の更正の調定票を作る"), "action": make, "look": "go", "key": "F8"})
    return _listed(
        gettext("調定票"),
        ngettext("決裁待ち %(num)s枚", "決裁待ち %(num)s枚", waiting),
        columns,
        rows,
        acts=acts,
        wrong=wrong,
        empty=gettext("決裁を待つ調定票はありません"),
        asks_day=view.day.isoformat(),
        day_url=url_for("collection.assessments"),
    )


def _assessment(view: AssessmentsView, one: Assessment) -> list[object]:
    decided = view.names.get(one.decided_by or "", one.decided_by)
    state = {"shape": "open", "word": gettext("決裁待ち")} if decided is None else {"shape": "done", "word": decided}
    return [
        {"value": one.assessment_no, "code": True},
        one.accounting_year,
        _said(STANDINGS, one.standing),
        _said(DIRECTIONS, one.direction),
        wording.short_day(one.assessed_on),
        one.lines,
        one.amounts.total,
        view.names.get(one.made_by, one.made_by),
        {"state": state},
        _decide_act(view, one),
    ]


def _decide_act(view: AssessmentsView, one: Assessment) -> object:
    if one.decided_by is not None or not view.may_decide:
        return ""
    act: Plain = {"label": gettext("決裁する")}
    if one.made_by == view.user_id:
        return {"act": act | {"why_not": gettext("作った人は決裁できません")}}
    return {"act": act | {"action": url_for("collection.decide", assessment_no=one.assessment_no)}}
