"""Words of the exemption around a birth (産前産後期間の免除の文言): findings and papers."""

from __future__ import annotations

from collections.abc import Mapping

FINDINGS: Mapping[str, tuple[str, str]] = {
    "not_in_household": ("台帳のこの世帯にいない", "Is not in this household by the registers"),
    "not_insured": ("免除の月に加入している月がない", "Is insured in none of the months"),
    "barred": (
        "賦課決定の期間(国民健康保険法110条の2)を過ぎた年度だけにかかる",
        "Touches only years whose levy may be decided no more",
    ),
    "papers_missing": ("求めた書類が届いていない", "The papers asked for have not come"),
    "before_rule": ("免除の制度が始まる前の月だけにかかる", "Touches only months before the exemption began"),
}

PAPERS: Mapping[str, str] = {
    "notification": "産前産後期間の免除の届書",
    "handbook": "母子健康手帳など出産の予定日又は出産の日の分かる書類",
    "multiple_proof": "多胎の妊娠であることの分かる書類",
    "stillbirth_certificate": "死産証明書など妊娠の日数の分かる書類",
    "mandate": "委任状",
    "other": "その他の書類",
}
