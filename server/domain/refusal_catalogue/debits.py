"""Refusals of slips, accounts, mandates, debit runs and withholding (納付書・口座・口座振替・特別徴収)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_SLIPS: dict[str, RefusalText] = {
    "slip_nothing_chosen": RefusalText(
        "期別が選ばれていません。納付書を出す期別に印を付けてください",
        "No instalment is chosen. Tick the instalments to print a slip for.",
        422,
    ),
    "slip_claim_unknown": RefusalText(
        "期別{claim}はこの世帯のものではありません。世帯の画面を開き直して選んでください",
        "Instalment {claim} is not one of this household. Open the household anew and choose.",
        422,
    ),
    "slip_nothing_open": RefusalText(
        "期別{claim}は納付済みです。納付書は出せません",
        "Instalment {claim} is paid. No slip can be printed.",
        409,
    ),
    "slip_prescribed": RefusalText(
        "期別{claim}は{day}に時効が完成しています。納付書は出せません",
        "Instalment {claim} was extinguished by prescription on {day}. No slip can be printed.",
        409,
        "国民健康保険法110条1項",
    ),
    "slip_more_than_open": RefusalText(
        "期別{claim}の未納は{yen}円です。それ以下の金額を入れてください",
        "Instalment {claim} has {yen} yen open. Enter no more than that.",
        422,
    ),
    "slip_amount_invalid": RefusalText(
        "期別{claim}の金額は1円以上の数字で入れてください",
        "Enter the amount of instalment {claim} as a whole number of at least one yen.",
        422,
    ),
    "slip_changed": RefusalText(
        "画面を開いた後に期別{claim}の未納が{yen}円に変わりました。金額を確かめて出し直してください",
        "Instalment {claim} has {yen} yen open since this page was opened. Look at the amount and print again.",
        409,
    ),
    "slip_use_by_late": RefusalText(
        "使用期限は{day}までにしてください",
        "The slip may be used until {day} at the latest.",
        422,
    ),
    "slip_use_by_invalid": RefusalText(
        "使用期限を日付で入れてください",
        "Enter the last day of use as a date.",
        422,
    ),
    "slip_being_debited": RefusalText(
        "期別{claim}は{day}の口座振替で請求中です。請求を止めてから出すか、振替の後に出してください",
        "Instalment {claim} is asked from the account on {day}. Stop the debit first, or print after it.",
        409,
    ),
    "slip_too_many_lines": RefusalText(
        "一枚の納付書に載せられる期別は{most}までです。期別ごとに出してください",
        "One slip holds at most {most} instalments. Print one for each.",
        422,
    ),
    "slip_other_years": RefusalText(
        "年度の違う期別は一枚にできません。期別ごとに出してください",
        "Instalments of different years cannot stand on one slip. Print one for each.",
        422,
    ),
    "slip_unknown": RefusalText(
        "納付書{number}はありません。番号を確かめてください",
        "There is no slip {number}. Check the number.",
        404,
    ),
}

_ACCOUNTS: dict[str, RefusalText] = {
    "account_number_invalid": RefusalText(
        "口座番号は数字7桁で入れてください。7桁に満たないときは前に0を付けます",
        "Enter the account number with seven digits, with zeros in front where it is shorter.",
        422,
    ),
    "account_number_twice": RefusalText(
        "口座番号が届書と一致しません。届書を見て7桁を入れ直してください",
        "The account number differs from the one entered. Type its seven digits again from the paper.",
        422,
    ),
    "institution_unknown": RefusalText(
        "金融機関{code}は市の取扱金融機関ではありません。コードを確かめるか、返戻してください",
        "Institution {code} is not one of the city's. Check the code, or return the application.",
        422,
    ),
    "branch_closed": RefusalText(
        "金融機関{code}の支店{branch}は{day}に廃止されています。届出人に確かめてください",
        "Branch {branch} of institution {code} was closed on {day}. Ask the applicant.",
        422,
    ),
    "branch_invalid": RefusalText(
        "支店コードは数字3桁で入れてください",
        "Enter the branch code with three digits.",
        422,
    ),
    "account_kind_not_debited": RefusalText(
        "この預金種目からは振替できません。普通か当座の口座を届け出てもらってください",
        "This kind of account is not debited. Ask for an ordinary or a current account.",
        422,
    ),
    "holder_kana_invalid": RefusalText(
        "口座名義は半角カナ・英大文字・数字・空白と . ( ) - / で30字までにしてください",
        "Write the holder in half-width kana, capital letters, digits, blanks and . ( ) - /, at most 30 signs.",
        422,
    ),
    "mandate_unknown": RefusalText(
        "世帯{household}に口座振替の登録はありません",
        "Household {household} has no mandate for direct debit.",
        404,
    ),
}

_RUNS: dict[str, RefusalText] = {
    "debit_run_too_early": RefusalText(
        "納期限{due}の振替請求は{day}から作れます",
        "The request for the due date {due} can be made from {day} on.",
        409,
    ),
    "debit_run_too_late": RefusalText(
        "納期限{due}の振替請求の締切({day})を過ぎています。納付書を送ってください",
        "The deadline ({day}) of the request for the due date {due} is over. Send slips.",
        409,
    ),
    "debit_run_no_due": RefusalText(
        "{due}を納期限とする期別はありません",
        "No instalment is due on {due}.",
        404,
    ),
    "debit_run_unknown": RefusalText(
        "この振替請求はありません。一覧から開き直してください",
        "There is no such debit run. Open it from the list.",
        404,
    ),
    "debit_file_differs": RefusalText(
        "納期限{due}の請求ファイルが作成時と一致しません。銀行へ送らず、情報システム責任者に知らせてください",
        "The request for the due date {due} is not the one that was cut. Do not send it; tell the system officer.",
        409,
    ),
    "debit_again_off": RefusalText(
        "再振替は行わない設定です",
        "A second debit is switched off in this city.",
        409,
    ),
    "debit_again_behind_dunning": RefusalText(
        "再振替の日({day})が督促の一覧を作る日({list})より後になるため、再振替は行いません。納付書つきの通知を出します",
        "The second debit ({day}) would lie behind the dunning list ({list}). It is not made; the letter goes out.",
        409,
        "地方自治法231条の3第1項",
    ),
    "debit_again_before_result": RefusalText(
        "納期限{due}の振替結果がまだ取り込まれていません。先に結果を取り込んでください",
        "The results of the due date {due} are not in yet. Import them first.",
        409,
    ),
    "debit_stop_sent": RefusalText(
        "この振替請求の停止依頼は{day}に送っています。後の取消は銀行へ直接連絡してください",
        "The stop list of this run was sent on {day}. Tell the bank directly of what came later.",
        409,
    ),
    "debit_stop_too_late": RefusalText(
        "振替停止の締切({day})を過ぎています。振り替えられたときは還付になります",
        "The bank's deadline for stops ({day}) is over. What is debited will be refunded.",
        409,
    ),
    "debit_row_unknown": RefusalText(
        "期別{claim}はこの振替請求にありません",
        "Instalment {claim} is not in this run.",
        404,
    ),
    "debit_row_stopped": RefusalText(
        "期別{claim}はもう停止の一覧にあります",
        "Instalment {claim} is on the stop list already.",
        409,
    ),
    "debit_result_unknown": RefusalText(
        "{row}行目: 請求していない振替の結果です({number})。ファイル全体を保留します",
        "Row {row}: result of a debit that was not asked for ({number}). The whole file is held.",
        422,
    ),
    "debit_result_amount": RefusalText(
        "{row}行目: 請求額{asked}円と結果の金額{found}円が違います。ファイル全体を保留します",
        "Row {row}: {asked} yen were asked for, the result says {found}. The whole file is held.",
        422,
    ),
    "debit_result_missing": RefusalText(
        "請求した{asked}件のうち{found}件しか結果がありません。ファイル全体を保留します",
        "Of {asked} debits asked for only {found} have a result. The whole file is held.",
        422,
    ),
    "debit_result_twice": RefusalText(
        "{row}行目: 同じ請求の結果が二つあります({number})。ファイル全体を保留します",
        "Row {row}: two results for one request ({number}). The whole file is held.",
        422,
    ),
    "debit_result_in": RefusalText(
        "納期限{due}の振替結果は{day}に取り込んであります",
        "The results of the due date {due} were imported on {day}.",
        409,
    ),
}

_SPECIAL: dict[str, RefusalText] = {
    "special_no_candidates": RefusalText(
        "{year}年度の特別徴収対象者情報が取り込まれていません",
        "No file of candidates for the year {year} is in.",
        409,
    ),
    "special_file_invalid": RefusalText(
        "特別徴収対象者情報の{row}行目の{what}を読めません。送付元に確かめてください",
        "Row {row} of the file of candidates has an unreadable {what}. Ask the sender.",
        422,
    ),
    "special_barred": RefusalText(
        "世帯{household}は特別徴収の要件を満たしません。判定の理由を見てください",
        "Household {household} does not meet the conditions for withholding. Look at the reasons.",
        409,
        "国民健康保険法76条の3",
    ),
    "special_file_twice": RefusalText(
        "この特別徴収対象者情報は取り込んであります",
        "This file of candidates was imported already.",
        409,
    ),
}

TEXTS: dict[str, RefusalText] = {**_SLIPS, **_ACCOUNTS, **_RUNS, **_SPECIAL}
