"""The editor of forms (様式の編集): sections and fields as a list, and the form as a clerk will see it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import url_for
from flask_babel import gettext

from server.casework.workshop.forms import KINDS, MOST_LETTERS, FormEditView
from server.domain.forms.model import FormDefinition
from server.exchange.form_edit import FieldPlace, FieldWords
from server.web.formview import FormView, form_view
from server.web.kit import go, lang
from server.web.pages.shared import Plain
from server.web.pages.workshop_parts import findings_plain, head_of

#: Fields of these kinds are never asked as such: they explain, repeat, or are marks of a second check.
_NOT_REQUIRED = frozenset({"note", "group", "check_groups"})
_TEXTS = ("label_ja", "label_en", "hint_ja", "hint_en")


def form_context(view: FormEditView, today: date, said: str = "", typed: dict[str, FieldWords] | None = None) -> Plain:
    """The context of `workshop_form.html`; `typed` is shown in place of what is saved."""
    draft_id, written = view.draft.draft_id, typed or {}
    title = view.path.removeprefix("forms/").removesuffix(".yaml") if view.form is None else view.form.title.of(lang())
    return head_of(view.draft, view.others) | {
        "title": title,
        "facts": view.path.removeprefix("forms/").removesuffix(".yaml"),
        "acts": [go(gettext("下書きへ"), "workshop.look", key="Escape", draft_id=draft_id)],
        "path": view.path,
        "action": url_for("workshop.write_form", draft_id=draft_id),
        "save_url": url_for("workshop.save_form_words", draft_id=draft_id),
        "most": MOST_LETTERS,
        "sections": [
            {
                "no": section.at,
                "title_ja": section.title_ja,
                "title_en": section.title_en,
                "fields": list(_fields(section.fields, written)),
            }
            for section in view.sections
        ],
        "kinds": [{"name": name, "label": _kind(name)} for name in KINDS],
        "findings": findings_plain(view.findings),
        "preview": preview_of(view.form, today),
        "said": said,
    }


def preview_of(form: FormDefinition | None, today: date) -> FormView | None:
    """The form as a clerk will see it, in the language of the page; None while it cannot be read."""
    return None if form is None else form_view(form, {}, lang=lang(), today=today)


def _fields(fields: Iterable[FieldPlace], written: dict[str, FieldWords]) -> Iterable[Plain]:
    for number, one in enumerate(fields, 1):
        words = written.get(one.at, FieldWords(one.label_ja, one.label_en, one.hint_ja, one.hint_en, one.required))
        yield {
            "no": number,
            "at": one.at,
            "id": one.at.replace(".", "-"),
            "name": one.name,
            "kind": _kind(one.type),
            "texts": [(name, getattr(words, name)) for name in _TEXTS] if one.labelled else [],
            "required": words.required,
            "may_require": one.labelled and one.type not in _NOT_REQUIRED,
            "top": one.at.count(".") == 1,
        }


def _kind(name: str) -> str:
    words: dict[str, str] = {
        "text": gettext("一行の文"),
        "textarea": gettext("長い文"),
        "kana": gettext("フリガナ"),
        "name": gettext("氏名"),
        "wareki_date": gettext("日付"),
        "date": gettext("日付"),
        "number": gettext("数"),
        "yen": gettext("金額"),
        "postal_code": gettext("郵便番号"),
        "phone": gettext("電話番号"),
        "my_number": gettext("個人番号"),
        "radio": gettext("一つ選ぶ"),
        "select": gettext("一覧から選ぶ"),
        "checkbox": gettext("はい・いいえ"),
        "checkboxes": gettext("いくつも選ぶ"),
        "file": gettext("書類の画像"),
        "group": gettext("繰り返し"),
        "note": gettext("説明"),
        "check_groups": gettext("照合の印"),
    }
    return words.get(name, name)
