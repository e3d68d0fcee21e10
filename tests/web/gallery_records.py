"""Invented contexts of the pages about one thing: a case, a household, a letter, a procedure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from server.domain.forms.model import Lang

AT = datetime(2026, 11, 12, 1, 5, tzinfo=UTC)


def case(_lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    past = [
        "received",
        "received_to_identity",
        "identity",
        "identity_to_intake_gate",
        "intake_gate",
        "intake_gate_to_enter",
        "enter",
        "enter_to_enter_gate",
        "enter_gate",
        "enter_gate_to_precheck",
        "precheck",
        "precheck_to_precheck_gate",
        "precheck_gate",
    ]
    return {
        "case": {
            "procedure": "資格取得",
            "number": "R8-014012",
            "household": {"text": "ファム ティ ホア 世帯 0-301-55027", "url": "/page/household"},
            "tags": [{"text": "通訳 ベトナム語", "kind": "aid"}],
            "version": "版 第7版(R8.10.1から)",
        },
        "acts": [{"label": "メッセージを届ける…", "url": "#"}, {"label": "取り下げる…", "url": "#", "look": "plain"}],
        "diagram": {
            "xml_url": "/file/diagram.bpmn",
            "label": "資格取得の図。いまは不足書類の受領、12/2まで",
            "marks": {"past": past, "now": ["receive_documents"], "flag": {"receive_documents": "いま 12/2まで"}},
        },
        "steps_end": "開始から 6開庁日",
        "steps": [
            {"state": "past", "name": "受付", "facts": "11/10 09:41 佐伯"},
            {"state": "past", "name": "本人確認", "facts": "在留カード 11/10 佐伯"},
            {"state": "past", "name": "届出内容の入力", "facts": "11/10 佐伯"},
            {"state": "past", "name": "取得日の判定", "facts": "自動 決定表 2行目"},
            {"state": "past", "name": "照合・決定", "facts": "11/11 岡村 → 書類不足"},
            {
                "state": "now",
                "name": "不足書類の受領",
                "tag": {"text": "自分", "kind": "me"},
                "lines": ["在留期間更新の受理票・", "期限 12/2(水) あと9開庁日"],
            },
            {"state": "skip", "name": "期限が来たら 催促へ"},
            {"state": "", "name": "登録と通知書の作成"},
            {"state": "", "name": "交付"},
        ],
        "tabs": [
            {"label": "経過", "url": "#", "count": 14, "current": True},
            {"label": "書類", "url": "#", "count": 5},
            {"label": "通知書", "url": "#", "count": 1},
            {"label": "値と根拠", "url": "#"},
            {"label": "見た人", "url": "#"},
        ],
        "panel": {
            "title": "経過",
            "kind": "timeline",
            "events": [
                {
                    "at": AT,
                    "what": "書類の不足のお知らせを発送",
                    "who": "内海 直子",
                    "ground": "8国保資第02214号",
                    "url": "#",
                },
                {
                    "at": AT,
                    "what": "書類不足と判断: 在留期間更新の受理票",
                    "who": "岡村 修",
                    "ground": "規則2条・一言「更新申請中とのこと」",
                },
                {"at": AT, "what": "取得日の判定", "automatic": True, "ground": "決定表「取得日」2行目"},
            ],
        },
    }


def household(_lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    marks = {"徹": ["care"] * 12, "翼": ["in"] * 8 + ["out"] * 4, "つばさ": ["out"] * 2 + ["in"] * 10}
    months = {
        "title": "1年の加入",
        "kind": "months",
        "acts": [{"label": "令和7年度", "url": "#", "look": "plain"}],
        "year": {
            "year_label": "令和8年度(2026)",
            "now": 11,
            "members": [{"name": f"桑原 {name}", "facts": "58歳", "marks": row} for name, row in marks.items()],
            "instalments": ["", ""] + [f"{n}期" for n in range(1, 11)],
            "payments": [{}, {}]
            + [{"text": "済", "state": "paid"}] * 3
            + [{"text": "一部", "state": "unpaid"}, {"text": "未納", "state": "unpaid"}]
            + [{}] * 5,
        },
    }
    members = {
        "title": "世帯員",
        "kind": "table",
        "count": 3,
        "columns": [{"label": x} for x in ("氏名", "カナ", "続柄", "生年月日", "資格", "取得日")],
        "rows": [
            {
                "cells": [
                    "桑原 徹",
                    "クワバラ トオル",
                    "世帯主",
                    "S43.2.3",
                    {"state": {"shape": "done", "word": "加入中"}},
                    "R2.4.1",
                ]
            }
        ]
        * 3,
    }
    return {
        "household": {
            "name": "桑原 徹 世帯",
            "number": "0-204-66103",
            "place": "中央区 青柳町一丁目",
            "address_act": {"label": "番地を見る", "url": "#"},
        },
        "acts": [
            {"label": "資格確認書を再交付", "url": "#", "icon": "print", "key": "F7"},
            {"label": "電話を記録", "url": "#"},
        ],
        "warnings": [
            {"kind": "law", "tag": "分納中", "text": "毎月15日 10,000円・次は12月15日"},
            {"kind": "law", "tag": "減免申請中", "text": "催告と差押を止める 12月20日まで"},
        ],
        "note": {"at": AT, "who": "田口", "text": "夜は携帯へ"},
        "sheets_left": [months, members],
        "sheets_right": [
            {
                "title": "手続",
                "kind": "links",
                "count": 2,
                "items": [
                    {
                        "label": "減免申請",
                        "url": "#",
                        "line": "R8-013790・11/27まで",
                        "state": {"shape": "work", "word": "審査中"},
                    },
                    {
                        "label": "送達",
                        "url": "#",
                        "line": "R8-014095・11/20まで",
                        "state": {"shape": "open", "word": "返戻の理由の入力"},
                    },
                ],
            },
            {
                "title": "通知書",
                "kind": "links",
                "act": {"label": "すべて 12通", "url": "#", "look": "plain"},
                "items": [
                    {
                        "label": "督促状 4期",
                        "url": "#",
                        "line": "10/20 発送・11/10 保管期間経過",
                        "state": {"shape": "back", "word": "返戻"},
                    }
                ],
            },
            {"title": "連絡", "kind": "text", "lines": ["電話 妻から。12月から勤務先が変わる", "11/12 田口"]},
        ],
        "keys": [("F1", "照会"), ("F3", "書類"), ("F4", "台帳"), ("F7", "再交付")],
    }


def letter(_lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "letter": {
            "title": "資格確認書",
            "number": "8国保資第02214号",
            "case_url": "/page/case",
            "case_number": "R8-014377",
            "state": {"shape": "hold", "word": "止めている"},
        },
        "acts": [
            {"label": "放行する…", "look": "go", "key": "F8", "why_not": "氏名の字を決めると押せます"},
            {"label": "もう一度印刷する…", "url": "#", "key": "F7"},
        ],
        "pairs": [
            {"label": "宛先", "value": "田所 健太"},
            {"label": "発行日", "value": "令和8年11月18日(2026-11-18)"},
            {"label": "根拠", "value": "国民健康保険法9条2項"},
            {"label": "交付の別", "value": "郵送"},
        ],
        "reasons": [
            {
                "title": "止めているわけ",
                "kind": "facts",
                "items": [{"shape": "hold", "word": "文字", "text": "氏名の字がどの書体にもない", "end": "U+2A6C9"}],
            }
        ],
        "timeline": [{"at": AT, "what": "作成", "automatic": True, "ground": "様式 第3版"}],
        "preview": {
            "title": "控え",
            "pdf_url": "/file/letter.svg",
            "image_url": "/file/letter.svg",
            "alt": "資格確認書",
        },
    }


def procedures(_lang: Lang, _posted: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "facts": "公開中 1",
        "procedures": {
            "columns": [
                {"label": "手続"},
                {"label": "版"},
                {"label": "いつから"},
                {"label": "動いている案件", "num": True},
                {"label": "公開した人"},
            ],
            "rows": [{"here": True, "cells": [{"value": "資格取得", "url": "#"}, "第7版", "R8.10.1", 1184, "倉田 梓"]}],
        },
        "chosen": {
            "title": "資格取得 第7版",
            "diagram": {"xml_url": "/file/diagram.bpmn", "label": "資格取得の図", "marks": {}},
            "sheets": [
                {
                    "title": "様式",
                    "kind": "links",
                    "items": [{"label": "届出内容の入力", "url": "#", "line": "第1版", "end": "12欄"}],
                }
            ],
        },
    }
