"""Every end of the procedures of collection is walked at the screens (画面で歩いた終わり): by the marks alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.ends import ends_of, named_ends
from tests.world import TREE

WALKED = (
    "appeal",
    "arrears",
    "asset_inquiry",
    "benefit_hold",
    "benefit_recovery",
    "claim_participation",
    "copay_relief",
    "deferral",
    "deferral_watch",
    "distribution",
    "dunning_run",
    "late_charge_waiver",
    "overpayment",
    "pledge",
    "premium_relief",
    "prescription_watch",
    "public_sale",
    "refund",
    "seizure",
    "seizure_release",
    "seizure_watch",
    "serve_letter",
    "special_collection",
    "suspension_write_off",
    "third_party_recourse",
    "transfer_of_collection",
    "write_off",
)
NAMED = named_ends()


def ends() -> Iterator[tuple[str, str]]:
    for slug in WALKED:
        found = ends_of(slug)
        assert found, slug
        yield from ((slug, end) for end in found)


@pytest.mark.parametrize(("slug", "end"), list(ends()))
def test_a_walk_at_the_screens_comes_to_the_end(slug: str, end: str) -> None:
    assert (slug, end) in NAMED


def test_no_walk_names_an_end_that_its_diagram_does_not_have() -> None:
    known = {path.name for path in (TREE / "workflows").iterdir()}
    assert [(slug, end) for slug, end in NAMED if slug not in known or end not in ends_of(slug)] == []
