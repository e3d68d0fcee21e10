"""An invented form with every type of field, for the gallery (no procedure of the office uses it)."""

from __future__ import annotations

from datetime import date
from typing import Any

from server.domain.forms.definition import parse_form
from server.domain.forms.model import FormDefinition, Lang
from server.domain.refusals import FieldError
from server.web.formview import FormView, form_view

TODAY = date(2026, 11, 18)


def _words(ja: str, en: str) -> dict[str, str]:
    return {"ja": ja, "en": en}


def _field(name: str, kind: str, ja: str, en: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "label": _words(ja, en), **more}


def _options(*triples: tuple[str, str, str]) -> list[dict[str, Any]]:
    return [{"value": value, **_words(ja, en)} for value, ja, en in triples]


REASONS = _options(("moved_in", "転入", "Moved in"), ("left_insurance", "社会保険の離脱", "Left employees' insurance"))
RELATIONS = _options(("head", "世帯主", "Head"), ("spouse", "妻", "Spouse"), ("child", "子", "Child"))
YES_NO = _options(("yes", "有", "Yes"), ("no", "なし", "No"))

ENTRY = parse_form(
    {
        "form": "gallery_entry",
        "version": 1,
        "title": _words("届出内容の入力", "Enter the notification"),
        "groups": {"reason": _words("取得の事由", "Ground"), "members": _words("世帯員", "Members")},
        "sections": [
            {
                "title": _words("届出", "Notification"),
                "hint": _words("F4で前の届出を写す", "F4 copies the earlier notification"),
                "fields": [
                    _field("reason", "select", "取得の事由", "Ground", required=True, options=REASONS, group="reason"),
                    _field("lost_on", "wareki_date", "資格喪失日", "Lost on", required=True, group="reason"),
                    _field("left_on", "wareki_date", "退職日", "Left on", required=True, group="reason"),
                    _field("notified_on", "wareki_date", "届出日", "Notified on", required=True, group="reason"),
                    _field("phone", "phone", "電話", "Telephone"),
                    _field("insurer", "text", "前の保険者", "Earlier insurer", group="reason"),
                    _field(
                        "proof",
                        "select",
                        "証明書",
                        "Certificate",
                        options=_options(("copy", "資格喪失証明書(写し)", "Certificate of loss (copy)")),
                        group="reason",
                    ),
                    _field(
                        "payment",
                        "select",
                        "納付の方法",
                        "Way of payment",
                        options=_options(("debit", "口座振替を申し込む", "Asks for direct debit")),
                        group="reason",
                    ),
                ],
            },
            {
                "title": _words("加入する世帯員", "Members to be enrolled"),
                "hint": _words("日付は R6.2.28 でも 5060228 でも入ります", "Dates may be typed as R6.2.28 or 5060228"),
                "fields": [
                    _field(
                        "members",
                        "group",
                        "世帯員",
                        "Member",
                        group="members",
                        min=1,
                        max=12,
                        fields=[
                            _field("relation", "select", "続柄", "Relation", options=RELATIONS),
                            _field("name", "name", "氏名", "Name"),
                            _field("kana", "kana", "フリガナ", "Kana"),
                            _field("birth_date", "wareki_date", "生年月日", "Birth date", show_age=True),
                            _field("card", "select", "マイナ保険証", "My Number card", options=YES_NO),
                        ],
                    )
                ],
            },
        ],
    },
    "gallery",
)

ENTRY_TREE: dict[str, Any] = {
    "reason": "left_insurance",
    "lost_on": "R8.10.31",
    "left_on": "R8.10.31",
    "notified_on": "R8.11.18",
    "phone": "080-0000-4471",
    "insurer": "全国健康保険協会",
    "proof": "copy",
    "payment": "debit",
    "members": [
        {"relation": "head", "name": "田所 健太", "kana": "タドコロ ケンタ", "birth_date": "S60.4.12", "card": "yes"},
        {"relation": "spouse", "name": "田所 沙織", "kana": "タドコロ サオリ", "birth_date": "S62.9.30", "card": "yes"},
        {"relation": "child", "name": "田所 湊", "kana": "タドコロ ミナト", "birth_date": "R6.2.30", "card": "no"},
    ],
}
ENTRY_ERRORS = (
    FieldError("lost_on", "required"),
    FieldError("members.2.birth_date", "day_not_in_month", {"month": "令和6年2月", "day": 30}),
)

EVERY_TYPE = parse_form(
    {
        "form": "gallery_every_type",
        "version": 1,
        "title": _words("すべての欄", "Every type of field"),
        "sections": [
            {
                "title": _words("欄", "Fields"),
                "fields": [
                    _field(
                        "about",
                        "note",
                        "書く前に",
                        "Before you begin",
                        hint=_words("原本を見て入れる", "See the paper"),
                    ),
                    _field("text", "text", "文字", "Text", hint=_words("20文字まで", "At most 20 characters"), max=20),
                    _field("kana", "kana", "フリガナ", "Kana"),
                    _field("full_name", "name", "氏名", "Name", required=True),
                    _field("day", "date", "日付", "Date"),
                    _field("number", "number", "人数", "Persons"),
                    _field("yen", "yen", "金額(円)", "Amount (yen)"),
                    _field("code", "postal_code", "郵便番号", "Postcode", fills={"whole": "address"}),
                    _field("address", "text", "住所", "Address", width=2),
                    _field("mine", "my_number", "個人番号", "My Number", hint=_words("12桁", "12 digits")),
                    _field("kind", "radio", "届出人", "Who notifies", required=True, options=RELATIONS),
                    _field("papers", "checkboxes", "受け取った紙", "Papers received", options=YES_NO, width=2),
                    _field("agreed", "checkbox", "写しを返した", "Copy returned"),
                    _field(
                        "why",
                        "textarea",
                        "写しを返さないわけ",
                        "Why no copy was returned",
                        show_if={"field": "agreed", "is": False},
                    ),
                    _field("scan", "file", "写し", "Scan", accept=["application/pdf"]),
                ],
            },
            {
                "title": _words("世帯員", "Members"),
                "fields": [
                    _field(
                        "people",
                        "group",
                        "世帯員",
                        "Member",
                        fields=[
                            _field("name", "name", "氏名", "Name", required=True),
                            _field("kana", "kana", "フリガナ", "Kana"),
                            _field("birth", "wareki_date", "生年月日", "Birth date", show_age=True, required=True),
                            _field(
                                "sex",
                                "radio",
                                "性別",
                                "Sex",
                                options=_options(("f", "女", "Female"), ("m", "男", "Male")),
                            ),
                            _field("mine", "my_number", "個人番号", "My Number"),
                            _field("note", "text", "備考", "Remark"),
                        ],
                    )
                ],
            },
        ],
    },
    "gallery",
)
EVERY_TREE: dict[str, Any] = {
    "text": "",
    "full_name": "",
    "day": "2026-10-31",
    "number": "3",
    "yen": "34200",
    "code": "160-0022",
    "address": "",
    "mine": "sealed:mine",
    "papers": ["yes"],
    "agreed": "",
    "people": [
        {"name": f"田所 {name}", "kana": "タドコロ", "birth": "S60.4.12", "sex": "f", "mine": "sealed:x", "note": ""}
        for name in ("一", "二", "三", "四", "五")
    ],
}
EVERY_ERRORS = (
    FieldError("full_name", "required"),
    FieldError("kind", "required"),
    FieldError("people.1.birth", "not_a_date"),
)

START = parse_form(
    {
        "form": "gallery_start",
        "version": 1,
        "title": _words("資格取得の受付", "Receive an enrolment"),
        "sections": [
            {
                "title": _words("受付", "Reception"),
                "fields": [
                    _field("received_on", "wareki_date", "届出日", "Notified on", required=True),
                    _field(
                        "channel",
                        "select",
                        "届出の方法",
                        "Channel",
                        required=True,
                        options=_options(("counter", "窓口", "Counter")),
                    ),
                    _field("household", "text", "世帯番号", "Household"),
                    _field("who", "name", "届出人", "Who notifies", required=True),
                ],
            }
        ],
    },
    "gallery",
)
DECISION = parse_form(
    {
        "form": "gallery_decision",
        "version": 1,
        "title": _words("決裁", "Decision"),
        "sections": [
            {"title": _words("決裁", "Decision"), "fields": [_field("note", "text", "一言", "Remark", width=4)]}
        ],
    },
    "gallery",
)


def entry(lang: Lang, **more: Any) -> FormView:
    was = {"phone": "000-000-2210"}
    return form_view(ENTRY, ENTRY_TREE, lang=lang, today=TODAY, was=was, **more)


def view(form: FormDefinition, tree: dict[str, Any], lang: Lang, **more: Any) -> FormView:
    return form_view(form, tree, lang=lang, today=TODAY, **more)


def form_view_empty(lang: Lang) -> FormView:
    """A form that asks nothing besides the marks."""
    return FormView(title=DECISION.title.of(lang), sections=())
