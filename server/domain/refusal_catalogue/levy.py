"""Refusals of levy and late charge (賦課、延滞金)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "levy_file_unreadable": RefusalText(
        "世帯のファイルをJSONとして読めません({fault})。直して読み込んでください",
        "The household file cannot be read as JSON ({fault}). Correct it, then read it again.",
        422,
    ),
    "levy_head_missing": RefusalText(
        "世帯主がだれか分かりません。一人の is_head を true にしてください",
        "Nobody is the head of the household. Set is_head to true for one person.",
        422,
        "国民健康保険法76条1項",
    ),
    "levy_two_heads": RefusalText(
        "世帯主が2人います。一人だけ is_head を true にしてください",
        "Two persons are the head of the household. Set is_head to true for one only.",
        422,
        "国民健康保険法76条1項",
    ),
    "levy_month_twice": RefusalText(
        "同じ月が2回あります。月は1回ずつにしてください", "A month is given twice. Give each month once.", 422
    ),
    "levy_income_not_stated": RefusalText(
        "所得が分かっているのに金額がありません。金額を入れるか、未申告なら income_known を false にしてください",
        "The income is said to be known but not stated. State it, or set income_known to false.",
        422,
    ),
    "levy_figures_conflict": RefusalText(
        "軽減判定所得とその内訳の両方があります。どちらか一方にしてください",
        "Both the income for reductions and what it is made of are given. Give one of them.",
        422,
        "国民健康保険法施行令29条の7第5項",
    ),
    "levy_income_unknown": RefusalText(
        "所得の分からない人がいます({persons})。申告を受けてから計算してください",
        "There are persons whose incomes are unknown ({persons}). Take their declarations first.",
        409,
        "国民健康保険法113条",
    ),
    "levy_value_unusable": RefusalText(
        "値「{key}」({day})が使えません({fault})。条文と照らして直してください",
        'The value "{key}" for {day} cannot be used ({fault}). Correct it beside its article.',
        422,
    ),
    "levy_barred": RefusalText(
        "賦課決定のできる最後の日({last_day})を過ぎています。増額も減額もできません",
        "The last day for a decision on this levy ({last_day}) has passed. It can be neither raised nor lowered.",
        409,
        "国民健康保険法110条の2第1項",
    ),
    "levy_values_needed": RefusalText(
        "本番の料率が分かりません。kokuho values export で書き出した値を --values で渡してください",
        "The rates of this city are needed. Export them with kokuho values export and give them with --values.",
        409,
    ),
    "late_charge_designated_date_missing": RefusalText(
        "この市の延滞金は督促状の指定期限の翌日から数えます。指定期限を --designated で入れてください",
        "Here the late charge runs from the day after the date designated in the dunning letter. Give --designated.",
        422,
        "地方自治法231条の3第2項",
    ),
    "late_charge_unconfirmed": RefusalText(
        "延滞金のパラメータ{key}({article})が今年度に確認されていません。条文と照らして確認の期限を改めてから計算してください",
        "The late charge's parameter {key} ({article}) was not confirmed this fiscal year. Look at it beside its "
        "article, set its next day, then compute.",
        409,
    ),
    "late_charge_too_much_paid": RefusalText(
        "納付の合計が保険料額を超えています。金額を確かめてください",
        "The payments are more than the amount due. Check the amounts.",
        422,
    ),
}
