"""Refusals of incomes, of linked files that bring them, of declarations and of reliefs (所得・簡易申告・産前産後)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_RELIEFS: dict[str, RefusalText] = {
    "relief_unknown": RefusalText(
        "軽減・免除の記録「{relief}」がその日に見つかりません。世帯の台帳を確かめてください",
        'There is no relief "{relief}" on that day. Check the household\'s register.',
        404,
    ),
}

_FEEDS: dict[str, RefusalText] = {
    "feed_file_invalid": RefusalText(
        "ファイルの{row}行目: {fault_ja}。1件も取り込んでいません。送り元に作り直しを頼んでください",
        "Line {row} of the file: {fault_en}. Nothing was taken in. Ask the sender for a new file.",
        422,
    ),
    "feed_file_twice": RefusalText(
        "このファイルは「{file}」として取り込み済みです。何もしていません",
        'This file is in already as "{file}". Nothing was done.',
        409,
    ),
    "feed_file_out_of_sequence": RefusalText(
        "ファイルの通し番号は{expected}のはずですが{found}です。間のファイルを先に取り込んでください。1件も取り込んでいません",
        "The file's number should be {expected}, not {found}. Take in the files between first. Nothing was taken in.",
        409,
    ),
    "feed_file_period_missed": RefusalText(
        "ファイルの対象期間は{expected}からのはずですが{found}からです。1件も取り込んでいません。送り元に確かめてください",
        "The file should begin with {expected}, and begins with {found}. Nothing was taken in. Ask the sender.",
        409,
    ),
    "feed_missing": RefusalText(
        "{interface}のファイルが{day}までに届くはずですが、届いていません。届くまで賦課の処理は始められません",
        "A file of {interface} was to be in by {day} and is not. No levy run can start before it is.",
        409,
    ),
    "feed_item_unknown": RefusalText(
        "保留の行「{item}」がないか、もう片付いています。一覧を開き直してください",
        'There is no waiting row "{item}", or it is settled already. Open the list anew.',
        404,
    ),
    "feed_item_nobody": RefusalText(
        "宛名番号{person}の人はまだどの世帯にもいません。世帯の台帳に入ってから取り込んでください",
        "Person {person} is in no household yet. Take the row in once the registers know the household.",
        409,
    ),
}

TEXTS: dict[str, RefusalText] = {**_RELIEFS, **_FEEDS}
