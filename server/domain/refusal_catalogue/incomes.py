"""Refusals of incomes, of linked files that bring them, of declarations and of reliefs (所得・簡易申告・産前産後)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_RELIEFS: dict[str, RefusalText] = {
    "relief_unknown": RefusalText(
        "軽減・免除の記録「{relief}」がその日に見つかりません。世帯の台帳を確かめてください",
        'There is no relief "{relief}" on that day. Check the household\'s register.',
        404,
    ),
    "relief_twice": RefusalText(
        "{person}さんの同じ出産(出産日・予定日 {day})の免除は記録済みです。もう一度は届け出られません",
        "The exemption of {person} for this birth (day {day}) is on record. It cannot be notified twice.",
        409,
        "国民健康保険法施行規則32条の10の2",
    ),
    "relief_nobody": RefusalText(
        "{person}さんが台帳のこの世帯にいないため記録できません。差し戻して人を確かめてください",
        "{person} is not in this household by the registers. Return it and check the person.",
        409,
    ),
}

_MATERNITY: dict[str, RefusalText] = {
    "maternity_no_day": RefusalText(
        "出産予定日か出産日が要ります。どちらかを入れてください",
        "The expected day or the day of the birth is needed. Give one of them.",
        422,
    ),
    "maternity_due_too_far": RefusalText(
        "出産予定日が{months}か月より先です。日付を確かめてください",
        "The expected day is more than {months} months ahead. Check the date.",
        422,
    ),
    "maternity_too_early": RefusalText(
        "届出は出産予定日の6か月前からです。{day}から受け付けられます",
        "The notification is possible from {day}, six months before the expected day.",
        422,
        "国民健康保険法施行規則32条の10の2",
    ),
    "maternity_birth_ahead": RefusalText(
        "出産日{day}が受付日より後です。出産日か受付日を確かめてください",
        "The birth on {day} lies after the day of receipt. Check the days.",
        422,
    ),
    "maternity_too_short": RefusalText(
        "妊娠{least}日以上の出産が対象です。日数を確かめてください",
        "Only a birth after {least} days of pregnancy or more counts. Check the days.",
        422,
        "国民健康保険法施行令29条の7第5項8号",
    ),
}

_DECLARATIONS: dict[str, RefusalText] = {
    "declaration_amounts_without_income": RefusalText(
        "{person}さんの収入が「無」なのに金額があります。どちらかを直してください",
        "{person} has no income by the paper, but amounts are given. Correct one of them.",
        422,
    ),
    "declaration_income_without_amounts": RefusalText(
        "{person}さんの収入が「有」なのに金額がありません。金額を入れるか「無」にしてください",
        "{person} has some income by the paper, but no amount is given. Give amounts, or say none.",
        422,
    ),
    "declaration_expenses_exceed": RefusalText(
        "{person}さんの必要経費が収入より多くなっています。申告書を確かめてください",
        "The expenses of {person} are above the receipts. Check the paper.",
        422,
    ),
    "declaration_nobody": RefusalText(
        "申告した人が台帳のこの世帯にいないため記録できません。差し戻して人を確かめてください",
        "Nobody declared is in this household by the registers. Return it and check the persons.",
        409,
    ),
    "declaration_too_early": RefusalText(
        "申告の一斉依頼は{day}からです。本算定の納入通知書を送った後にしてください",
        "Declarations are asked for from {day}, after the levy notices of the year.",
        409,
    ),
    "municipality_code_invalid": RefusalText(
        "市区町村コードは5桁か6桁の数字です", "The code of a municipality has five or six digits.", 422
    ),
    "inquiry_income_missing": RefusalText(
        "回答があったときは総所得金額等(円)が要り、ほかのときは入れられません",
        "An answer needs the levy income in yen; any other outcome takes none.",
        422,
    ),
    "inquiry_unknown": RefusalText(
        "所得照会「{inquiry}」がないか、もう回答があります",
        'There is no inquiry "{inquiry}", or it is answered already.',
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

TEXTS: dict[str, RefusalText] = {**_RELIEFS, **_MATERNITY, **_DECLARATIONS, **_FEEDS}
