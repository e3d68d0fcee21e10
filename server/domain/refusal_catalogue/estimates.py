"""Refusals about a household's money pages and about estimates (納付と賦課、試算)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "levy_not_found": RefusalText(
        "この世帯にその賦課決定はありません。納付と賦課の画面から選び直してください",
        "This household has no such levy decision. Choose one from the page of its money.",
        404,
    ),
    "estimate_not_found": RefusalText(
        "その試算はありません。世帯の画面から選び直してください",
        "There is no such estimate. Choose one from the page of the household.",
        404,
    ),
    "estimate_subject_needed": RefusalText(
        "だれの試算か分かるように、相談者を入れてください(世帯番号がないとき)",
        "Say whose estimate it is (where there is no household number).",
        422,
    ),
    "estimate_looks_tenfold": RefusalText(
        "{amount}円は、台帳の{known}円の{times}倍です。桁を確かめ、正しければ「金額を確かめた」に印をつけてください",
        "{amount} yen is {times} times the {known} yen of the register. Check the figures; if right, tick the box.",
        422,
    ),
    "estimate_large": RefusalText(
        "{amount}円は{limit}円を超えています。桁を確かめ、正しければ「金額を確かめた」に印をつけてください",
        "{amount} yen is more than {limit} yen. Check the figures; if right, tick the box.",
        422,
    ),
    "estimate_months": RefusalText(
        "月は 4-3 や 4,5,12 のように、1から12の数で入れてください",
        "Give months as 4-3 or 4,5,12, by figures from 1 to 12.",
        422,
    ),
    "estimate_nobody_insured": RefusalText(
        "加入する人がいません。一人以上を「加入する」にしてください",
        "Nobody is insured. Let at least one person be insured.",
        422,
    ),
}
