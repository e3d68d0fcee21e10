"""The stations of the guided walk (案内の工程): what happens to the household, in which order, and whose work it is.

Only what people do stands here. What the clock does in between (a designated date passes, a warning runs out) is found
in the registers by `standing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Pair = tuple[str, str]


class Kind(StrEnum):
    """How a station is done: a task of a case, letters given to the post, a contact written down, a case begun."""

    TASK = "task"
    MAIL = "mail"
    CONTACT = "contact"
    START = "start"


@dataclass(frozen=True, slots=True)
class Station:
    """One station; `what` the element of a task or the letter that is posted, `words` what is done (ja, en)."""

    id: str
    stage: str
    kind: Kind
    slug: str
    what: str
    clerk: str
    words: Pair


STAGES: dict[str, Pair] = {
    "dunning": ("督促", "Dunning"),
    "reminder": ("催告と予告", "Reminder and warning"),
    "inquiry": ("財産調査", "Asset inquiry"),
    "seizure": ("差押", "Seizure"),
    "distribution": ("取立てと配当", "Collection and distribution"),
}


def _task(stage: str, slug: str, element: str, clerk: str, ja: str, en: str) -> Station:
    return Station(f"{slug}-{element}", stage, Kind.TASK, slug, element, clerk, (ja, en))


STORY: tuple[Station, ...] = (
    _task(
        *("dunning", "dunning_run", "confirm_receipts", "kaneko"),
        *("入金が揃ったか確かめ、基準日を決める", "Confirm that the receipts are in, fix the cut-off"),
    ),
    _task(
        *("dunning", "dunning_run", "review", "kaneko"),
        *("一覧と、督促しない期別を確かめる", "Look at the list and at what is left out"),
    ),
    _task(
        *("dunning", "dunning_run", "check", "hotta"),
        *("別の人が件数・金額・見本を照合する", "A second person counts and looks at samples"),
    ),
    _task("dunning", "dunning_run", "decide", "sakai", "課長が督促を決裁する", "The head of the section decides"),
    _task(
        *("dunning", "dunning_run", "hand_over", "kaneko"),
        *("入金を見直して印刷へ引き渡す", "Look at the receipts again, hand over to the printer"),
    ),
    _task(
        *("dunning", "dunning_run", "record_mail", "kaneko"),
        *("督促状を発送し、差出票の通数と合わせる", "Post the letters, counted against the post's slip"),
    ),
    _task("reminder", "arrears", "call", "toda", "電話で催告する(応答なし)", "Call the household (nobody answers)"),
    Station(
        "arrears-reminder",
        "reminder",
        Kind.MAIL,
        "arrears",
        "arrears/reminder",
        "toda",
        ("催告書を放行し発送する", "Release and post the reminder"),
    ),
    Station(
        "arrears-promise",
        "reminder",
        Kind.CONTACT,
        "arrears",
        "PROMISE",
        "toda",
        ("折り返しの電話で納付の約束を記録する", "The household calls back: record its promise to pay"),
    ),
    _task(
        *("reminder", "arrears", "warn", "sakai"),
        *("約束が守られず、差押予告を決裁する", "The promise was broken: decide on the warning of seizure"),
    ),
    Station(
        "arrears-warning",
        "reminder",
        Kind.MAIL,
        "arrears",
        "arrears/warning",
        "toda",
        ("差押予告書を放行し発送する", "Release and post the warning"),
    ),
    _task("inquiry", "asset_inquiry", "enter", "toda", "照会先の銀行を選ぶ", "Choose the bank that is asked"),
    _task("inquiry", "asset_inquiry", "decide", "sakai", "照会を決裁する", "Decide on the inquiry"),
    Station(
        "asset_inquiry-inquiry",
        "inquiry",
        Kind.MAIL,
        "asset_inquiry",
        "asset_inquiry/inquiry",
        "toda",
        ("照会書を放行し発送する", "Release and post the inquiry"),
    ),
    _task("inquiry", "asset_inquiry", "answer", "toda", "届いた回答を入力する", "Enter the answer that came"),
    _task(
        *("inquiry", "asset_inquiry", "check", "kagami"),
        *("別の人が回答書と照合する", "A second person compares it with the answer"),
    ),
    _task("seizure", "seizure", "enter", "toda", "預金の差押を起案する", "Draft the seizure of the deposit"),
    _task(
        *("seizure", "seizure", "check", "kagami"),
        *("別の人が名義を書き取り照合する", "A second person copies the holder anew and compares"),
    ),
    _task("seizure", "seizure", "decide", "sakai", "差押を決裁する", "Decide on the seizure"),
    _task(
        *("seizure", "seizure", "sign", "toda"),
        *("徴収職員が直前に確かめて署名する", "The collection officer looks once more and signs"),
    ),
    Station(
        "seizure-notice",
        "seizure",
        Kind.MAIL,
        "seizure",
        "seizure/claim_notice",
        "toda",
        ("銀行あての差押通知書を出す", "Send the notice of seizure to the bank"),
    ),
    _task(
        *("seizure", "seizure", "serve", "toda"),
        *("銀行への送達の日時を記録する(調書謄本ができる)", "Record when the bank was served (the record follows)"),
    ),
    Station(
        "seizure-record",
        "seizure",
        Kind.MAIL,
        "seizure",
        "seizure/record",
        "toda",
        ("送達のあとで、滞納者あての差押調書謄本を出す", "After the service, send the debtor his copy of the record"),
    ),
    Station(
        "distribution-start",
        "distribution",
        Kind.START,
        "distribution",
        "distribution",
        "toda",
        ("銀行から届いた取立金を受け入れる", "Take in the money that the bank paid"),
    ),
    _task("distribution", "distribution", "enter", "toda", "費用とほかの債権者を確かめる", "Costs and other creditors"),
    _task("distribution", "distribution", "check", "kagami", "配当計算書を照合する", "Compare the distribution sheet"),
    _task(
        *("distribution", "distribution", "pay", "toda"),
        *("交付期日に配当し、保険料に充てる", "Distribute on the day set, and apply it to the premium"),
    ),
)
