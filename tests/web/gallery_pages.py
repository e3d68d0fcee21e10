"""Invented contexts of every page template, in the shapes that their top comments name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from server.domain.forms.model import FormDefinition, Lang
from server.domain.forms.rows import add_row, remove_row
from server.domain.forms.tree import initial_tree
from server.exchange.form_files import load_forms
from server.settings import ROOT
from tests.web import gallery_forms as forms
from tests.web.gallery_lists import head, inbox, letters, search
from tests.web.gallery_records import case, household, letter, procedures

BARE = ("login", "login_errors", "session_replaced")
HERE = {
    "household": "households",
    "decide": "decisions",
    "letters": "letters",
    "letter": "letters",
    "head": "head",
    "daylist": "head",
    "procedures": "procedures",
    "start_case": "start",
    "receipt": "start",
}
_CLERK = (("inbox", 14), ("start", None), ("households", None), ("letters", None))
_HEAD = (("inbox", 2), ("households", None), ("decisions", 4), ("letters", None), ("head", None))
AT = datetime(2026, 11, 18, 1, 31, tzinfo=UTC)


def places_of(name: str) -> tuple[tuple[str, int | None], ...]:
    if name in BARE:
        return ()
    return _HEAD if HERE.get(name) in ("decisions", "head") else (*_CLERK, ("procedures", None))


def person_of(name: str) -> tuple[str, str, str]:
    if HERE.get(name) == "head":
        return "長谷部 誠一", "中央区役所", "市民総合窓口課長"
    if name in ("check", "check_marked"):
        return "岡村 修", "中央区役所", "資格担当(主査)"
    return "佐伯 由美", "中央区役所", "資格担当"


def page(name: str, lang: Lang, posted: Mapping[str, str] | None = None) -> tuple[str, dict[str, Any]]:
    """The template and the context of the page `name`."""
    template, build = PAGES[name]
    return template, build(lang, posted)


def file(name: str) -> tuple[bytes, str]:
    """A stand-in for a scan, a letter or a diagram."""
    if name == "diagram.bpmn":
        return _diagram(), "application/xml"
    sheet = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297" width="500" height="707">%s</svg>'
    lines = "".join(f'<path d="M20 {y}h170" stroke="#999"/>' for y in range(40, 270, 12))
    return (sheet % f'<rect width="210" height="297" fill="#fff"/>{lines}').encode(), "image/svg+xml"


def _diagram() -> bytes:
    return (ROOT / "workflows" / "enrolment" / "enrolment.bpmn").read_bytes()


def _chain(now: int) -> list[dict[str, str]]:
    names = ("受付", "本人確認", "入力", "照合・決定", "交付")
    return [{"label": n, "state": "past" if i < now else "now" if i == now else ""} for i, n in enumerate(names)]


def _task(**more: Any) -> dict[str, Any]:
    return {
        "name": "届出内容の入力",
        "number": "R8-014377",
        "case_url": "/page/case",
        "procedure": "資格取得",
        "household": "田所 健太 世帯",
        "action": "/post/task",
        "draft_url": "/post/draft",
        "hidden": {"_rev": "7"},
        "saved_at": "10:42",
        **more,
    }


FACTS: list[dict[str, Any]] = [
    {
        "title": "住民記録",
        "kind": "ruled",
        "end": "11/18 10:29 取得",
        "pairs": [
            {"label": "世帯番号", "value": "0-118-40277", "code": True},
            {"label": "住所", "value": "中央区 若葉町二丁目 8番3号"},
            {"label": "世帯員", "value": "3人", "soft": "(3人とも国保なし)"},
            {"label": "異動", "value": "R6.2.28 出生 田所 湊"},
        ],
    },
    {
        "title": "確認すること",
        "kind": "facts",
        "items": [
            {"shape": "done", "word": "可", "text": "同じ氏名・生年月日の記録はない"},
            {"shape": "wait", "word": "注意", "text": "14日の期限(11/16)を2日過ぎた。遅れた理由を聞いて残す"},
            {"shape": "wait", "word": "待ち", "text": "口座振替の届が未着"},
        ],
    },
    {
        "title": "書類",
        "kind": "docs",
        "act": {"label": "取り込む", "url": "/scan", "icon": "scan", "look": "plain"},
        "docs": [
            {"label": "届出書", "url": "/file/a"},
            {"label": "喪失証明", "url": "/file/b"},
            {"label": "口座届", "absent": True},
        ],
    },
]
_ACTS: list[dict[str, Any]] = [
    {"label": "照合へ回す", "value": "complete", "look": "go", "key": "F8"},
    {"label": "書類待ちにする…", "url": "/page/confirm", "key": "F6"},
    {"label": "脇に置く", "value": "aside", "key": "F10"},
    {"label": "受付を取り下げる…", "url": "/page/confirm", "look": "plain"},
]


def task(lang: Lang, posted: Mapping[str, str] | None, errors: bool = False) -> dict[str, Any]:
    tree = _rows_changed(posted) if posted and ":" in posted.get("_act", "") else forms.ENTRY_TREE
    form = forms.view(
        forms.ENTRY,
        tree,
        lang,
        was={"phone": "000-000-2210"},
        errors=forms.ENTRY_ERRORS if errors else (),
    )
    return {
        "task": _task(),
        "chain": _chain(2),
        "warnings": [{"kind": "info", "tag": "窓口 3番"}, {"kind": "info", "tag": "次の人へ"}],
        "note": {"at": AT, "who": "佐伯", "text": "妻の離職票は原本を返した。写しは2枚目。"},
        "note_act": {"label": "一言を書く", "url": "/note"},
        "form": form,
        "facts": FACTS,
        "acts": _ACTS,
        "act_note": "照合する人: 自分以外・決める人: 照合者(専決区分 2-1)",
        "keys": [("F1", "照会"), ("F3", "写しを見る"), ("F6", "書類待ち"), ("F8", "照合へ"), ("F10", "脇に置く")],
    }


def _rows_changed(posted: Mapping[str, str]) -> dict[str, Any]:
    """What the server does with the buttons of a repeated group, by the rules of the forms."""
    verb, _, path = posted["_act"].partition(":")
    change = {"add": add_row, "remove": remove_row}[verb]
    return change(forms.ENTRY, forms.ENTRY_TREE, path, today=forms.TODAY)


def every_type(lang: Lang, _posted: Mapping[str, str] | None, errors: bool = False) -> dict[str, Any]:
    found = forms.EVERY_ERRORS if errors else ()
    form = forms.view(forms.EVERY_TYPE, forms.EVERY_TREE, lang, errors=found, uploads={})
    return {"task": _task(name="すべての欄"), "chain": _chain(1), "form": form, "facts": FACTS[:1], "acts": _ACTS[:1]}


def read_only(lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "task": _task(),
        "form": forms.entry(lang, read_only=True),
        "facts": FACTS,
        "notices": [
            {
                "kind": "law",
                "tag": "先着",
                "text": "内海さんが先に進めました。あなたの入力は残っています。",
                "acts": [{"label": "見る", "url": "/page/case"}],
            }
        ],
        "warnings": [
            {"kind": "guard", "tag": "支援措置", "text": "住所・電話を口頭でも伝えない"},
            {"kind": "law", "tag": "差押中", "text": "預金 11/4から"},
            {"kind": "law", "tag": "徴収猶予", "until": date(2027, 1, 31)},
            {"kind": "info", "tag": "通訳", "text": "ベトナム語"},
        ],
    }


_GROUPS: tuple[tuple[str, str, list[tuple[str, ...]], str], ...] = (
    (
        "head",
        "世帯主と連絡先",
        [
            ("氏名", "田所 健太"),
            ("フリガナ", "タドコロ ケンタ"),
            ("住所", "若葉町二丁目8番3号"),
            ("電話", "080-0000-4471"),
        ],
        "match",
    ),
    (
        "reason",
        "取得の事由",
        [
            ("事由", "社会保険の離脱"),
            ("退職日", "令和8年10月31日"),
            ("資格喪失日", "令和8年11月1日"),
            ("届出日", "令和8年11月18日"),
        ],
        "match",
    ),
    (
        "members",
        "世帯員1・2",
        [
            ("田所 健太", "昭和60年4月12日(1985)"),
            ("マイナ保険証", "有 → 資格情報のお知らせ"),
            ("田所 沙織", "昭和62年9月30日(1987)"),
            ("マイナ保険証", "有 → 資格情報のお知らせ"),
        ],
        "match",
    ),
    ("third", "世帯員3", [("田所 湊", "令和6年2月28日(2024)", "R6.2.30"), ("マイナ保険証", "なし → 資格確認書")], ""),
    ("send_to", "送付先・口座", [("送付先", "住民記録と同じ"), ("口座", "申込み(届は未着)")], ""),
)


def check(lang: Lang, _posted: Mapping[str, str] | None, errors: bool = False) -> dict[str, Any]:
    groups: list[dict[str, Any]] = []
    for number, (name, title, pairs, mark) in enumerate(_GROUPS):
        shown = [{"label": p[0], "value": p[1], "was": p[2] if len(p) > 2 else None} for p in pairs]
        place = {"page": 1, "x": 60, "y": 150 + 120 * number, "width": 880, "height": 90}
        groups.append({"id": name, "title": title, "pairs": shown, "mark": mark, "place": place})
    if errors:
        groups[3].update(mark="differs", error="正しい値を入れてください")
    return {
        "task": _task(name="照合・決定", action="/post/check"),
        "people": "入力 佐伯 由美 11/18 10:42",
        "me": "照合 岡村 修(自分)",
        "field": "marks",
        "groups": groups,
        "form": forms.view(forms.DECISION, {}, lang) if errors else forms.form_view_empty(lang),
        "scan": {
            "title": "届出書",
            "page": 1,
            "pages": 3,
            "url": "/file/scan.svg",
            "width": 500,
            "height": 707,
            "next_url": "?page=2",
        },
        "acts": [
            {"label": "決定する", "value": "complete", "look": "go", "key": "F8"},
            {"label": "差し戻す…", "url": "/page/confirm", "key": "F6"},
            {"label": "決裁者へ回す…", "url": "/page/confirm", "look": "plain"},
        ],
        "act_note": "取得日 令和8年11月1日・決定表「取得日」3行目・国保法7条",
        "keys": [("F6", "差し戻す"), ("F8", "決定")],
    }


def decide(lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    def row(number: str, name: str, procedure: str, reason: str, **more: Any) -> dict[str, Any]:
        state = {"shape": "open", "word": "未決"}
        return {
            "id": number,
            "url": "/page/decide",
            "number": number,
            "name": name,
            "procedure": procedure,
            "reason": reason,
            "checker": "岡村",
            "authority": "3-1",
            "state": state,
            "pickable": True,
            **more,
        }

    odd: dict[str, Any] = {"strong": True, "pickable": False, "authority": "3-2"}
    exceptions = [
        row("R8-014048", "リー メイ", "資格取得", "在留期限まで3か月未満", **odd),
        row("R8-013877", "小野寺 実", "資格取得", "届出が取得日から 214日後(遡り 90日超)", here=True, **odd),
        row("R8-013951", "関 和夫", "職権喪失", "本人の回答なし", **odd),
    ]
    usual = [row(f"R8-0142{n:02}", "岸本 芳江", "資格取得", "社会保険の離脱", picked=n != 3) for n in range(9)]
    return {
        "facts": "未決 31件・今日決めた件 44件",
        "deputy": "課長 不在 代決になります",
        "acts": [
            {"label": "伺を印刷", "url": "/print", "icon": "print"},
            {"label": "後閲 3件", "url": "/later", "look": "plain"},
        ],
        "groups": [
            {"title": "例外", "count": 3, "note": "1件ずつ開いて決めます", "rows": exceptions},
            {"title": "定型", "count": 9, "note": "まとめて決められます", "rows": usual},
        ],
        "bulk": {
            "url": "/page/bulk_result",
            "note": "例外はまとめて決められません",
            "label": None,
            "acts": [
                {"label": "まとめて決裁する…", "value": "decide", "look": "go", "key": "F8"},
                {"label": "差し戻す…", "value": "return"},
            ],
        },
        "decision": {
            "title": "伺 R8-013877",
            "place": "例外 2 / 3",
            "action": "/post/decide",
            "pairs": [
                {"label": "世帯主", "value": "小野寺 実", "soft": "世帯 0-092-11830"},
                {"label": "内容", "value": "資格取得 令和8年4月1日(2026-04-01)"},
                {
                    "label": "例外の理由",
                    "value": "届出が取得日から 214日後",
                    "strong": True,
                    "line": "遡り 90日超 専決区分 3-2",
                },
                {"label": "根拠", "value": "国保法7条・決定表「取得日」5行目"},
                {"label": "入力", "value": "内海 直子 11/17 15:20"},
                {"label": "照合", "value": "岡村 修 11/18 09:05", "soft": "全4組 一致"},
            ],
            "acts": [
                {"label": "決裁する", "name": "result", "value": "approve", "look": "go", "key": "Y"},
                {"label": "差し戻す…", "url": "/page/confirm", "key": "U"},
                {"label": "書類 4枚を見る", "url": "/docs", "look": "plain"},
            ],
        },
        "form": forms.view(forms.DECISION, {}, lang),
        "earlier": {
            "note": "この1年 6件",
            "items": [
                {"shape": "done", "word": "可", "text": "R8-009120 遡り 131日 理由書あり", "end": "6/12"},
                {"shape": "back", "word": "差戻", "text": "R8-006874 理由書なし", "end": "4/28"},
            ],
        },
    }


def start_case(lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    tree = {"received_on": "R8.11.18", "channel": "counter", "household": "", "who": ""}
    return {
        "procedures": [
            {"label": "資格取得", "url": "#", "current": True, "about": "転入、社会保険の離脱、出生など"},
            {"label": "資格喪失", "url": "#", "about": "転出、社会保険の加入など"},
        ],
        "chosen": {"title": "資格取得", "action": "/post/start_case"},
        "form": forms.view(forms.START, tree, lang),
        "acts": [{"label": "受け付ける", "value": "start", "look": "go", "key": "F8"}],
        "act_note": "受付番号は受け付けると付きます",
    }


def receipt(_lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "receipt": {
            "number": "R8-014377",
            "procedure": "資格取得",
            "at": AT,
            "office": "若葉市 中央区役所",
            "clerk": "佐伯",
            "window": "窓口 3番",
            "contact": "中央区役所 資格担当 電話 000-000-0000 午前8時30分から午後5時15分まで",
            "pairs": [
                {"label": "受け取った紙", "value": "届出書、資格喪失証明書(写し)"},
                {"label": "足りない紙", "value": "口座振替の届"},
            ],
        },
        "acts": [{"label": "入力へ進む", "url": "/page/task", "look": "go", "key": "F8"}],
    }


def confirm(_lang: Lang, _posted: Mapping[str, str] | None, errors: bool = False) -> dict[str, Any]:
    return {
        "ask": {
            "title": "定型 26件をまとめて決裁します",
            "label": "26件を決裁する",
            "action": "/post/confirm",
            "back_url": "/page/decide",
            "hidden": {"task": ["1", "2"]},
            "pairs": [
                {"label": "資格取得", "value": "26件"},
                {"label": "出る通知書", "value": "資格確認書 14通・資格情報のお知らせ 12通"},
            ],
        },
        "reason": {
            "name": "reason",
            "label": "代決の理由",
            "options": [{"value": "leave", "label": "課長 不在(年次休暇)"}],
            "hint": "課長には後閲として届きます。取り消すときは1件ずつ取り消します。",
            "note_name": "note",
            "note_required": errors,
        },
        "errors": {"reason": "理由を選んでください", "note": "一言を入れてください"} if errors else {},
    }


def settings(lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    values = {"density": "dense", "text_size": 100, "letters": True, "enter_next": True, "language": lang}
    sessions = [
        {"place": "中央区役所 窓口 3番", "since": AT, "current": True},
        {"place": "中央区役所 事務室", "since": AT, "end_url": "/end"},
    ]
    return {"action": "/settings", "values": values, "sessions": sessions, "password_url": "/password"}


def login(_lang: Lang, _posted: Mapping[str, str] | None, errors: bool = False) -> dict[str, Any]:
    wrong = {"password": "職員番号かパスワードが違います。あと3回で15分止まります"} if errors else {}
    return {
        "action": "/login",
        "login": "04417" if errors else "",
        "errors": wrong,
        "office_name": "若葉市 健康福祉局 健康保険課",
    }


def session_replaced(_lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "place": "中央区役所 窓口 3番",
        "at": AT,
        "login_url": "/page/login",
        "handed_over": ["R8-014377 届出内容の入力"],
    }


def error(_lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "status": 409,
        "title": "先に進んでいます",
        "message": "内海さんが先に進めました。受信箱からもう一度開いてください。",
        "code": "task_moved_on",
        "basis": "若葉市国民健康保険規則2条",
        "acts": [{"label": "受信箱へ", "url": "/page/inbox", "look": "go"}],
    }


def bulk_result(_lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "title": "まとめた結果 引き受ける",
        "facts": "27件のうち 24件",
        "acts": [{"label": "次のタスクへ", "url": "/next", "look": "go", "key": "N"}],
        "items": [
            {"shape": "done", "word": "済", "text": "24件 引き受けました"},
            {"shape": "back", "word": "先着", "text": "2件 内海さんが先に引き受けました", "url": "#"},
            {"shape": "stop", "word": "不可", "text": "1件 他の区の件です", "url": "#"},
        ],
    }


def daylist(_lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    rows = [
        {
            "number": f"R8-01437{n}",
            "url": "/page/case",
            "name": "田所 健太",
            "restricted": n == 3,
            "what": "資格取得 R8.11.1 3人",
            "decider": "岡村",
            "checker": "岡村",
            "look_at": "届出の遅れ 30日超" if n == 2 else None,
            "state": {"shape": "open", "word": "未確認"},
        }
        for n in range(8)
    ]
    return {
        "day": date(2026, 11, 18),
        "office": "中央区役所",
        "facts": "専決で決めた 8件",
        "acts": [{"label": "印刷", "url": "/print", "icon": "print"}],
        "groups": [{"title": "資格取得", "count": 8, "rows": rows}],
        "confirm": {"url": "/post/daylist", "label": "8件を確認する"},
        "empty": {"what": "今日決めた件はありません"},
    }


def _office_form(form: FormDefinition) -> Build:
    """A form of the office as it opens: what is drawn must hold for every form in the tree."""

    def build(lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
        view = forms.view(form, initial_tree(form, today=forms.TODAY), lang)
        return {
            "task": _task(name=form.title.of(lang)),
            "chain": _chain(2),
            "form": view,
            "facts": FACTS,
            "acts": _ACTS,
        }

    return build


Build = Callable[[Lang, Mapping[str, str] | None], dict[str, Any]]

PAGES: dict[str, tuple[str, Build]] = {
    "inbox": ("inbox.html", inbox),
    "inbox_empty": ("inbox.html", lambda lang, posted: inbox(lang, posted, empty=True)),
    "task": ("task.html", task),
    "task_errors": ("task.html", lambda lang, posted: task(lang, posted, errors=True)),
    "task_every_type": ("task.html", every_type),
    "task_every_type_errors": ("task.html", lambda lang, posted: every_type(lang, posted, errors=True)),
    "task_read_only": ("task.html", read_only),
    "check": ("check.html", check),
    "check_errors": ("check.html", lambda lang, posted: check(lang, posted, errors=True)),
    "decide": ("decide.html", decide),
    "case": ("case.html", case),
    "household": ("household.html", household),
    "search": ("search.html", search),
    "search_refused": ("search.html", lambda lang, posted: search(lang, posted, refused=True)),
    "letters": ("letters.html", letters),
    "letter": ("letter.html", letter),
    "head": ("head.html", head),
    "head_empty": ("head.html", lambda lang, posted: head(lang, posted, empty=True)),
    "daylist": ("daylist.html", daylist),
    "start_case": ("start_case.html", start_case),
    "receipt": ("receipt.html", receipt),
    "confirm": ("confirm.html", confirm),
    "confirm_errors": ("confirm.html", lambda lang, posted: confirm(lang, posted, errors=True)),
    "bulk_result": ("bulk_result.html", bulk_result),
    "settings": ("settings.html", settings),
    "procedures": ("procedures.html", procedures),
    "error": ("error.html", error),
    "login": ("login.html", login),
    "login_errors": ("login.html", lambda lang, posted: login(lang, posted, errors=True)),
    "session_replaced": ("session_replaced.html", session_replaced),
}
OFFICE_FORMS = {f"form_{name.replace('/', '_')}": form for name, form in load_forms(ROOT / "forms").items()}
PAGES.update({name: ("task.html", _office_form(form)) for name, form in OFFICE_FORMS.items()})
