"""Refusals of requests to withhold from pensions, their answers, results and stops (特別徴収)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_RUNS: dict[str, RefusalText] = {
    "special_run_unknown": RefusalText(
        "この特別徴収の依頼はありません。特別徴収の画面から開き直してください",
        "There is no such request to withhold. Open it from the page of withholding.",
        404,
    ),
    "special_run_open": RefusalText(
        "{year}年度{month}月からの依頼が終わっていません。先にその案件を終えるか取りやめてください",
        "A request for {year} from month {month} on is not finished. Finish or give up that case first.",
        409,
    ),
    "special_month_late": RefusalText(
        "{year}年度{month}月の年金には間に合いません。{day}以後に支払われる年金から依頼してください",
        "The pension of month {month} of {year} cannot be reached any more. Ask from {day} on.",
        422,
    ),
    "special_judging": RefusalText(
        "要件の判定が終わっていません。少し待って画面を開き直してください",
        "The households are still being judged. Wait a little and open the page anew.",
        409,
    ),
    "special_nothing_to_ask": RefusalText(
        "依頼できる世帯がありません。一覧の理由を確かめ、取りやめてください",
        "There is nobody to ask for. Look at the reasons in the list, and give it up.",
        409,
    ),
    "special_step_done": RefusalText(
        "この工程は済んでいます。画面を開き直してください",
        "This step is done already. Open the page anew.",
        409,
    ),
    "special_not_requested": RefusalText(
        "依頼ファイルはまだ作られていません。照合を終えてください",
        "The request is not made yet. Finish the check first.",
        409,
    ),
    "special_sent_before": RefusalText(
        "送った日は依頼ファイルを作った{day}以後にしてください",
        "The day of sending cannot lie before {day}, when the request was made.",
        422,
    ),
    "special_file_differs": RefusalText(
        "ファイルが作成時と一致しません。送らずに、情報システム責任者に知らせてください",
        "The file is not the one that was made. Do not send it; tell the system officer.",
        409,
    ),
    "special_file_unknown": RefusalText(
        "この中止通知のファイルはありません。特別徴収の画面から開き直してください",
        "There is no such file of stop notices. Open it from the page of withholding.",
        404,
    ),
    "special_row_unknown": RefusalText(
        "世帯{household}はこの依頼にありません",
        "Household {household} is not in this request.",
        404,
    ),
    "special_row_settled": RefusalText(
        "世帯{household}は処理済みか、依頼の対象ではありません。画面を開き直してください",
        "Household {household} is dealt with, or is not asked for. Open the page anew.",
        409,
    ),
    "special_reason_missing": RefusalText(
        "理由を200字以内で書いてください",
        "Write a reason of at most 200 signs.",
        422,
    ),
    "special_begin_unfinished": RefusalText(
        "まだ{count}世帯の開始が済んでいません。少し待って開き直してください",
        "{count} households have not begun yet. Wait a little and open the page anew.",
        409,
    ),
    "special_levy_fell": RefusalText(
        "保険料が依頼した額より{yen}円少なくなっています。特別徴収を始めず、中止を通知します",
        "The levy is {yen} yen less by now than what was asked for. It does not begin; a stop notice goes out.",
        409,
    ),
    "special_levy_decided": RefusalText(
        "{year}年度の保険料は決定済みです。仮徴収は始められません",
        "The levy of {year} is decided. Provisional withholding cannot begin.",
        409,
    ),
}

_ANSWERS: dict[str, RefusalText] = {
    "special_answer_awaited": RefusalText(
        "依頼処理結果が取り込まれていません。特別徴収の画面から取り込んでください",
        "The answer to the request is not in. Take it in on the page of withholding.",
        409,
    ),
    "special_answer_early": RefusalText(
        "この依頼はまだ送付が記録されていません。先に送付を記録してください",
        "This request was not recorded as sent. Record that first.",
        409,
    ),
    "special_answer_twice": RefusalText(
        "この依頼の処理結果は取り込んであります",
        "The answer to this request was taken in already.",
        409,
    ),
    "special_answer_number": RefusalText(
        "{row}行目: 依頼していない基礎年金番号({number})の結果です。ファイル全体を取り込みません",
        "Row {row}: a result for a pension number that was not asked for ({number}). Nothing is taken in.",
        422,
    ),
    "special_answer_missing": RefusalText(
        "依頼した{asked}人のうち{found}人の結果しかありません。ファイル全体を取り込みません",
        "Of {asked} pensioners asked for only {found} are answered. Nothing is taken in.",
        422,
    ),
    "special_errors_open": RefusalText(
        "受理されなかった人が{count}人残っています。特別徴収の画面で一人ずつ確かめてください",
        "{count} who were not accepted are left. Look at each on the page of withholding.",
        409,
    ),
}

_STOPS: dict[str, RefusalText] = {
    "special_not_withheld": RefusalText(
        "世帯{household}からは、この年度に特別徴収をしていません。世帯番号と年度を確かめてください",
        "Nothing is withheld from household {household} in this year. Check the number and the year.",
        409,
    ),
    "special_month_not_withheld": RefusalText(
        "その月の年金からは特別徴収をしていません。偶数月の1日で入れてください",
        "Nothing is withheld in that month. Enter the first day of an even month.",
        422,
    ),
    "special_result_unknown": RefusalText(
        "この徴収結果はありません。特別徴収の画面から開き直してください",
        "There is no such result. Open it from the page of withholding.",
        404,
    ),
    "special_result_settled": RefusalText(
        "この徴収結果は処理済みです。画面を開き直してください",
        "This result was dealt with already. Open the page anew.",
        409,
    ),
}

TEXTS: dict[str, RefusalText] = {**_RUNS, **_ANSWERS, **_STOPS}
