"""What can be wrong with a form's definition: every fault with its place and a sentence in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

_TEXTS: dict[str, tuple[str, str]] = {
    "not_readable": (
        "YAMLとして読めません({detail})。字下げと記号を確かめてください。",
        "This is not readable as YAML ({detail}). Check indentation and signs.",
    ),
    "file_too_large": ("{max}KBを超えています。分けてください。", "The file is larger than {max} KB. Split it."),
    "too_deep": ("入れ子が深すぎます。", "The definition is nested too deeply."),
    "alias_not_allowed": (
        "別の場所を指す記号(& と *)は使えません。書き写してください。",
        "Anchors and aliases (& and *) are not allowed. Write the text out.",
    ),
    "tag_not_allowed": ("型の指定「{tag}」は使えません。", "The tag “{tag}” is not allowed."),
    "duplicate_key": ("「{key}」が2度書かれています。", "“{key}” is given twice."),
    "form_id_differs": (
        "form は置き場所と同じ「{expected}」にしてください。",
        "form must be “{expected}”, the place of the file.",
    ),
    "missing_key": ("「{key}」がありません。書き足してください。", "“{key}” is missing. Add it."),
    "unknown_key": (
        "「{key}」は{what}で使えない項目です。つづりを確かめてください。",
        "“{key}” is not a key of {what}. Check its spelling.",
    ),
    "wrong_kind": ("「{key}」は{kind}で書いてください。", "“{key}” must be {kind}."),
    "wrong_value": ("「{key}」に {value} は使えません。", "“{key}” cannot be {value}."),
    "unknown_type": ("「{type}」という種類の欄はありません。", "There is no field type “{type}”."),
    "bad_name": (
        "名前「{name}」は英小文字で始め、英小文字・数字・下線だけで書いてください。",
        "Name “{name}” must begin with a lower-case letter and hold only lower-case letters, digits and underscores.",
    ),
    "duplicate_name": ("名前「{name}」が2度使われています。", "Name “{name}” is used twice."),
    "language_missing": (
        "「{key}」には日本語(ja)と英語(en)の両方を書いてください。",
        "“{key}” needs both Japanese (ja) and English (en).",
    ),
    "options_missing": ("選ぶ項目(options)がありません。", "There are no options to choose from."),
    "duplicate_option": ("選ぶ値「{value}」が2度使われています。", "Option value “{value}” is used twice."),
    "show_if_unknown_field": (
        "show_if の欄「{name}」がありません。同じ範囲で先に置いた欄の名前を書いてください。",
        "show_if names no field “{name}” placed earlier in the same scope.",
    ),
    "show_if_unknown_value": (
        "show_if の値 {value} は欄「{name}」の選ぶ値にありません。",
        "show_if compares “{name}” with {value}, which is none of its values.",
    ),
    "show_if_not_comparable": (
        "欄「{name}」は空かどうか(null)でだけ比べられます。",
        "Field “{name}” can only be compared with null (empty).",
    ),
    "show_if_read_only": (
        "欄「{name}」は変えられない欄なので条件にできません。",
        "Field “{name}” is read-only and cannot be a condition.",
    ),
    "unknown_reference": (
        "「{key}」が指す欄「{name}」がないか、種類が合いません。",
        "“{key}” refers to “{name}”, which is no field of a fitting type in the same scope.",
    ),
    "unknown_group": ("照合の組「{name}」が groups にありません。", "Value group “{name}” is not listed in groups."),
    "unused_group": ("照合の組「{name}」を使う欄がありません。", "No field uses value group “{name}”."),
    "default_not_valid": ("初期値 {value} はこの欄に入れられません。", "Default {value} is not a value of this field."),
    "bounds_crossed": ("min が max より大きくなっています。", "min is greater than max."),
    "no_fields": ("欄がありません。", "There are no fields."),
    "group_in_group": (
        "繰り返しの中にこの種類の欄は置けません。",
        "A repeated group cannot hold a field of this type.",
    ),
    "second_check_field_twice": (
        "照合の印の欄は1つだけ置けます。",
        "A form can hold only one field of marks of the second check.",
    ),
}


@dataclass(frozen=True, slots=True)
class FormFault:
    """One fault; `path` is the place inside the definition (`sections.0.fields.2.options`), empty for the whole."""

    path: str
    rule: str
    params: dict[str, object] = field(default_factory=dict)

    @property
    def message_ja(self) -> str:
        return _TEXTS[self.rule][0].format(**self.params)

    @property
    def message_en(self) -> str:
        return _TEXTS[self.rule][1].format(**self.params)


class FormFaults(Exception):
    """The definition is not a form; `faults` holds every finding, `path` the file it stands in."""

    def __init__(self, path: str, faults: Sequence[FormFault]) -> None:
        if not faults:
            raise ValueError("FormFaults needs at least one fault")
        self.path = path
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{path}:{fault.path}: {fault.message_en}" for fault in self.faults))
