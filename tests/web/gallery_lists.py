"""Invented contexts of the pages that are lists: inbox, search, letters, the head's page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from server.domain.forms.model import Lang

_TAGS = {"減免申請中": "law", "返戻中": "law", "分納中": "law", "通訳": "aid", "支援措置": "guard"}
_LATE = (
    (
        date(2026, 11, 13),
        -3,
        "R8-013902",
        "宮下 克也",
        "ミヤシタ カツヤ",
        "減免",
        "不足書類の確認",
        "work",
        None,
        True,
        "減免申請中",
    ),
    (
        date(2026, 11, 16),
        -2,
        "R8-014021",
        "相馬 ひとみ",
        "ソウマ ヒトミ",
        "還付",
        "口座の確認",
        "open",
        None,
        None,
        None,
    ),
    (
        date(2026, 11, 16),
        -2,
        "R8-014033",
        "グエン ティ ラン",
        "グエン ティ ラン",
        "資格取得",
        "在留期限の確認",
        "wait",
        "書類待ち",
        True,
        "通訳",
    ),
    (
        date(2026, 11, 17),
        -1,
        "R8-014102",
        "戸田 信介",
        "トダ シンスケ",
        "送達",
        "返戻の理由の入力",
        "open",
        None,
        None,
        "返戻中",
    ),
    (date(2026, 11, 17), -1, "R8-014118", None, None, "異動", "送付先の変更", "open", None, "課長指定", "支援措置"),
)
_TODAY = (
    ("R8-014377", "田所 健太", "タドコロ ケンタ", "資格取得", "届出内容の入力", "work", True, None),
    ("R8-014380", "大久保 陽子", "オオクボ ヨウコ", "資格取得", "照合・決定", "open", None, None),
    ("R8-014391", "有馬 俊", "アリマ シュン", "資格喪失", "届出内容の入力", "back", True, None),
    ("R8-014395", "木暮 恵美子", "コグレ エミコ", "資格確認書", "再交付の確認", "open", None, "分納中"),
    ("R8-014402", "髙野 正", "タカノ タダシ", "資格喪失", "社保加入日の確認", "open", None, None),
    ("R8-014410", "松原 はるか", "マツバラ ハルカ", "簡易申告", "申告書の入力", "open", None, "支援措置"),
)


def _row(
    due: date,
    left: int,
    number: str,
    name: str | None,
    kana: str | None,
    procedure: str,
    step: str,
    shape: str,
    word: str | None,
    who: Any,
    tag: str | None,
) -> dict[str, Any]:
    return {
        "id": number,
        "url": "/page/task",
        "number": number,
        "due": due,
        "left": left,
        "name": name,
        "kana": kana,
        "restricted": name is None,
        "procedure": procedure,
        "step": step,
        "state": {"shape": shape, "word": word},
        "who": {"mine": True} if who is True else {"text": who} if who else None,
        "tags": [{"text": tag, "kind": _TAGS[tag]}] if tag else [],
        "pickable": True,
        "here": number == "R8-014380",
    }


def _groups() -> list[dict[str, Any]]:
    today = [
        _row(date(2026, 11, 18), 0, number, name, kana, procedure, step, shape, None, who, tag)
        for number, name, kana, procedure, step, shape, who, tag in _TODAY
    ]
    soon = [
        _row(
            date(2026, 11, 19),
            1,
            f"R8-0143{n:02}",
            "岸本 亮",
            "キシモト リョウ",
            "資格取得",
            "照合・決定",
            "open",
            None,
            None,
            None,
        )
        for n in range(66, 72)
    ]
    return [
        {"title": "期限超過", "count": 5, "rows": [_row(*one) for one in _LATE]},
        {"title": "今日まで", "count": 9, "rows": today},
        {"title": "3開庁日以内", "count": 22, "rows": soon},
    ]


def _options(*words: str) -> list[dict[str, str]]:
    return [{"value": "" if word == "すべて" else word, "label": word} for word in words]


def inbox(_lang: Lang, _posted: Mapping[str, str] | None, empty: bool = False) -> dict[str, Any]:
    tabs = (
        ("自分", 14),
        ("担当の全件", 86),
        ("照合待ち", 23),
        ("期限超過", 5),
        ("外国籍・在留", 7),
        ("返戻", 11),
        ("再確認 今日", 4),
    )
    selects = (
        ("procedure", "手続", _options("すべて")),
        ("step", "工程", _options("すべて")),
        ("who", "担当", _options("未割当と自分")),
        ("due", "期限", _options("11/20まで")),
    )
    return {
        "facts": "中央区役所 資格担当 86件のうち 36件を表示",
        "acts": [
            {"label": "電話を記録", "url": "/phone", "icon": "plus"},
            {"label": "次のタスクへ", "url": "/next", "look": "go", "key": "N"},
        ],
        "tabs": {
            "items": [
                {
                    "label": label,
                    "url": "#",
                    "count": n,
                    "current": label == "担当の全件",
                    "late": label == "期限超過",
                    "key": str(i + 1),
                }
                for i, (label, n) in enumerate(tabs)
            ],
            "others": [{"label": "返戻", "url": "#", "current": False, "count": 3}],
            "manage": "#",
            "save": "#",
        },
        "filters": {
            "url": "/page/inbox",
            "items": [
                {"name": n, "label": label, "kind": "select", "options": o, "value": o[0]["value"]}
                for n, label, o in selects
            ]
            + [{"name": "kana", "label": "カナ", "kind": "text", "placeholder": "前方一致"}],
        },
        "chips": [{"label": "担当: 未割当と自分", "remove_url": "#"}, {"label": "期限: 11/20まで", "remove_url": "#"}],
        "clear_url": "#",
        "sort": {"column": "due", "direction": "ascending"},
        "bulk": {
            "url": "/page/bulk_result",
            "acts": [
                {"label": "引き受ける", "value": "claim", "look": "go", "key": "F2"},
                {"label": "担当を割り当てる…", "value": "assign"},
                {"label": "再確認日を付ける…", "value": "recheck"},
            ],
        },
        "groups": [] if empty else _groups(),
        "pager": {"page": 1, "pages": 2, "total": 86, "first": 1, "last": 50, "next_url": "?page=2"},
        "empty": {
            "what": "期限超過はありません",
            "next": "次の期限は11月19日、4件です。",
            "one_act": {"label": "明日の分を見る", "url": "#"},
        },
    }


def search(_lang: Lang, _posted: Mapping[str, str] | None, refused: bool = False) -> dict[str, Any]:
    hits = [
        {
            "url": "/page/household",
            "name": "桑原 徹",
            "kana": "クワバラ トオル",
            "age": 58,
            "place": "中央区 青柳町一丁目",
            "number": "0-204-66103",
            "number_label": "世帯番号",
            "state": {"shape": "done", "word": "加入中"},
            "tags": [{"text": "分納中", "kind": "law"}],
        },
        {
            "url": "#",
            "restricted": True,
            "number": "R8-014118",
            "number_label": "受付番号",
            "tags": [{"text": "支援措置", "kind": "guard"}],
        },
    ]
    text = "個人番号では探せません。氏名、カナ、受付番号、世帯番号で探してください"
    return {
        "query": "クワハラ",
        "how": "カナ(前方一致)",
        "hits": [] if refused else hits,
        "total": 0 if refused else 2,
        "refused": text if refused else None,
    }


def letters(_lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    def row(
        title: str, day: str, n: int, made: int | None, held: int, shape: str, word: str, here: bool = False
    ) -> dict[str, Any]:
        state = {"state": {"shape": shape, "word": word}}
        return {
            "here": here,
            "cells": [{"value": title, "url": "#"}, day, n, made, {"value": held, "strong": True, "num": True}, state],
        }

    return {
        "facts": "発行中 1・止めている通知 9通",
        "acts": [{"label": "発送簿", "url": "#", "icon": "print"}, {"label": "引抜き一覧", "url": "#"}],
        "filters": {
            "url": "#",
            "items": [
                {
                    "name": "since",
                    "label": "日",
                    "kind": "select",
                    "value": "",
                    "options": [{"value": "", "label": "この1か月"}],
                }
            ],
        },
        "letters": {
            "columns": [
                {"label": "通知"},
                {"label": "発行日", "num": True},
                {"label": "通", "num": True},
                {"label": "作成済", "num": True},
                {"label": "止め", "num": True},
                {"label": "状態"},
            ],
            "rows": [
                row("資格確認書 即日", "11/18", 19, 19, 0, "done", "窓口渡し"),
                row("資格情報のお知らせ", "11/18", 18240, None, 6, "work", "作成中", here=True),
                row("減免決定通知", "11/18", 42, 41, 1, "open", "放行待ち"),
                row("更正通知 11月", "11/13", 1206, 1204, 2, "late", "差出待ち"),
            ],
        },
        "running": [
            {
                "title": "資格情報のお知らせ 作成中",
                "kind": "progress",
                "act": {"label": "止める…", "url": "/page/confirm"},
                "progress": {
                    "done": 12806,
                    "total": 18240,
                    "held": 6,
                    "unit": "通",
                    "left": "約20秒",
                    "compared": "見本比較 64 / 64 一致",
                },
            }
        ],
        "held": {
            "title": "止めている通知",
            "count": 6,
            "soft": "直すと1通ずつ作り直します",
            "kind": "table",
            "columns": [
                {"label": "わけ"},
                {"label": "内容"},
                {"label": "場所"},
                {"label": "通", "num": True},
                {"label": ""},
            ],
            "rows": [
                {
                    "cells": [
                        {"state": {"shape": "hold", "word": "文字"}},
                        "氏名の字がどの書体にもない",
                        {"value": "U+2A6C9", "code": True},
                        2,
                        {"act": {"label": "1通ずつ直す", "url": "#", "look": "plain"}},
                    ]
                },
            ],
        },
        "preview": {
            "title": "見本",
            "chips": [{"label": "標準", "url": "#", "current": True}, {"label": "最も長い", "url": "#"}],
            "pdf_url": "/file/letter.svg",
            "image_url": "/file/letter.svg",
            "alt": "資格情報のお知らせ 標準の見本",
        },
    }


def head(_lang: Lang, _posted: Mapping[str, str] | None, empty: bool = False) -> dict[str, Any]:
    late = (
        ("減免", "R8-013902", "不足書類の確認", -3, "佐伯"),
        ("還付", "R8-014021", "口座の確認", -2, "未割当"),
        ("送達", "R8-014102", "返戻の理由", -1, "未割当"),
    )
    rows = [
        {
            "cells": [
                p,
                {"value": n, "url": "/page/case", "code": True},
                s,
                {"state": {"shape": "late", "word": f"{-d}開庁日"}},
                w,
            ]
        }
        for p, n, s, d, w in late
    ]
    days = [
        ("資格取得", 21, "岡村 14・三宅 7", "届出の遅れ 30日超 2件"),
        ("資格喪失", 15, "三宅 15", "なし"),
        ("再交付", 8, "三宅 8", "同じ人 年3回目 1件"),
    ]
    return {
        "office": "中央区役所",
        "facts": "令和8年11月18日(水) 11:55 現在",
        "offices": {
            "url": "#",
            "name": "office",
            "value": "chuo",
            "options": [{"value": "chuo", "label": "中央区役所"}],
        },
        "acts": [{"label": "日報", "url": "#", "icon": "print"}],
        "tiles": [
            {"label": "期限超過", "big": 5, "unit": "件", "state": {"shape": "late", "word": "最長 3開庁日"}},
            {"label": "今日の期限", "big": 9, "unit": "件", "line": "未割当 4件"},
            {"label": "今日の確認一覧", "big": 44, "unit": "件", "state": {"shape": "open", "word": "未確認"}},
            {"label": "後閲", "big": 3, "unit": "件", "state": {"shape": "open", "word": "未確認"}},
            {
                "label": "発送していない通知",
                "big": 2,
                "unit": "件",
                "state": {"shape": "late", "word": "引渡しから 3開庁日"},
            },
            {"label": "止まっている処理", "big": 1, "unit": "件", "line": "運用へ頼む", "url": "#"},
        ],
        "overdue": {
            "count": 0 if empty else 5,
            "act": None if empty else {"label": "担当を決める…", "url": "#", "key": "A"},
            "columns": [{"label": x} for x in ("手続", "受付番号", "工程", "超過", "担当")],
            "rows": [] if empty else rows,
            "empty": {"what": "期限超過はありません", "next": "次の期限は11月19日、4件です。"},
        },
        "daylist": {
            "facts": "専決で決めた 44件",
            "act": None if empty else {"label": "44件を確認する…", "url": "/page/daylist", "look": "go", "key": "F8"},
            "columns": [
                {"label": "手続"},
                {"label": "件", "num": True},
                {"label": "決めた人"},
                {"label": "目を通すところ"},
            ],
            "rows": [] if empty else [{"cells": list(one)} for one in days],
            "empty": {"what": "今日決めた件はまだありません"},
        },
        "incidents": {
            "count": 0 if empty else 1,
            "columns": [{"label": x} for x in ("番号", "何が起きたか", "状態", "担当")],
            "rows": []
            if empty
            else [
                {
                    "cells": [
                        {"value": "運用-0411", "url": "#", "code": True},
                        "通知書を作れない 氏名の字がない",
                        {"state": {"shape": "stop", "word": "未対応"}},
                        None,
                    ],
                    "here": True,
                }
            ],
            "open": None
            if empty
            else {
                "number": "運用-0411",
                "what": "通知書を作れない 氏名の字がない",
                "figures": "資格確認書 2通を止めています。",
                "unharmed": "何も発送していません。",
                "acts": [
                    {"label": "担当を決める…", "url": "#"},
                    {"label": "止めている通知を見る", "url": "/page/letters", "look": "plain"},
                ],
            },
            "empty": {"what": "止まっている処理はありません"},
        },
        "right": [
            {
                "title": "届くはずのもの",
                "kind": "facts",
                "end_state": {"shape": "stop", "word": "未着 1"},
                "items": [
                    {
                        "shape": "done",
                        "word": "受領",
                        "strong": "住民記録",
                        "soft": "11/17分・318件",
                        "end": "11/18 05:10",
                    },
                    {
                        "shape": "stop",
                        "word": "未着",
                        "strong": "資格の連携",
                        "soft": "期限 11/20",
                        "end": "11/17 18:00",
                        "shut": True,
                    },
                ],
            }
        ],
    }
