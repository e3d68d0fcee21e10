"""Refusals of appeals (審査請求)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "appeal_letter_unknown": RefusalText(
        "この番号の通知書がありません。処分の通知書の番号か符号を確かめてください",
        "No letter has this number. Check the number or code of the decision's letter.",
        422,
    ),
    "appeal_letter_other_household": RefusalText(
        "この通知書は別の世帯のものです。世帯番号を確かめてください",
        "This letter belongs to another household. Check the household number.",
        422,
    ),
    "appeal_letter_not_sent": RefusalText(
        "この通知書はまだ発行されていません", "This letter has not been issued yet.", 422
    ),
    "appeal_filed_before_decision": RefusalText(
        "請求の日が処分の日より前です。日付を確かめてください",
        "The appeal is dated before the decision. Check the dates.",
        422,
    ),
    "appeal_known_before_decision": RefusalText(
        "処分を知った日が処分の日より前です。日付を確かめてください",
        "The decision is said to be known before it was made. Check the dates.",
        422,
        "行政不服審査法18条1項",
    ),
    "appeal_late_reason_missing": RefusalText(
        "審査請求期間を過ぎています。正当な理由の主張の有無と内容を記してください",
        "The time limit has passed. Record whether a good reason is claimed, and which.",
        422,
        "行政不服審査法18条",
    ),
    "appeal_stands": RefusalText(
        "同じ処分への同じ人の審査請求が続いています。新しい書面はその案件に加えてください",
        "This person's appeal against the same decision is running. Add the paper to that case.",
        409,
    ),
    "appeal_unknown": RefusalText("続いている審査請求がありません", "There is no open appeal.", 409),
    "appeal_ends_before_filing": RefusalText(
        "終わりの日が請求の日より前です。日付を確かめてください",
        "The end is dated before the appeal was filed. Check the dates.",
        422,
    ),
    "appeal_ruling_by_board": RefusalText(
        "この処分の審査庁は審査会です。市が裁決の案を作ることはできません",
        "The review board decides this appeal; the city cannot draft its ruling.",
        422,
        "国民健康保険法91条",
    ),
    "appeal_ruling_by_mayor": RefusalText(
        "この処分の審査庁は市長です。弁明書ではなく裁決の案を作ってください",
        "The mayor decides this appeal: draft the ruling, not a statement for the board.",
        422,
        "地方自治法231条の3第7項",
    ),
    "appeal_not_consulted": RefusalText(
        "議会への諮問と答申の記録がないうちは、裁決の案を作れません",
        "No ruling can be drafted before the assembly was consulted and answered.",
        422,
        "地方自治法231条の3第7項",
    ),
}
