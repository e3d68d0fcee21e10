"""Refusals of levy decisions (賦課決定・変更決定)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "levy_two_heads_in_month": RefusalText(
        "世帯{household}には{month}月の世帯主が二人います。世帯の異動を直してから賦課してください",
        "Household {household} has two heads in month {month}. Correct the household first, then decide the levy.",
        409,
        "国民健康保険法76条",
    ),
    "levy_no_head_in_month": RefusalText(
        "世帯{household}には{month}月の世帯主がいません。世帯の異動を直してから賦課してください",
        "Household {household} has no head in month {month}. Correct the household first, then decide the levy.",
        409,
        "国民健康保険法76条",
    ),
    "levy_birth_unknown": RefusalText(
        "世帯{household}の宛名番号{person}の生年月日が一部分かりません。年齢で決まる賦課ができないので、先に確かめてください",
        "Part of the birth date of person {person} in household {household} is unknown. Find it out before the levy.",
        409,
    ),
    "levy_changed_meanwhile": RefusalText(
        "決裁の後に世帯{household}の{year}年度の賦課の基礎が変わりました。新しい計算を見て、もう一度決裁してください",
        "The facts of the {year} levy of household {household} changed after the approval. Look at the new figures.",
        409,
    ),
    "levy_year_out_of_range": RefusalText(
        "賦課年度は{first}年度から{last}年度までです",
        "The levy year is one from {first} to {last}.",
        422,
    ),
    "notice_before_assessment": RefusalText(
        "調定票の決裁がまだです。日計の調定を決裁してから通知書を出してください",
        "The assessment is not decided yet. Decide the day's assessments, then let the notice go out.",
        409,
        "地方自治法231条",
    ),
    "levy_account_unknown": RefusalText(
        "世帯{household}の{year}年度の賦課がありません。賦課を決定してから通知書を作ってください",
        "Household {household} has no levy of {year}. Decide the levy first, then make the notice.",
        409,
    ),
}
