"""Traces of interest on set-offs over several turns lose no yen and no span (充当加算金の計算の記録)."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.domain.refund.traces import traces_joined

SPANS = st.lists(st.fixed_dictionaries({"from": st.just("2026-01-01"), "base": st.integers(0, 10**6)}), max_size=3)
TRACES = st.none() | st.fixed_dictionaries(
    {
        "cause": st.sampled_from(["MISPAID", "OVERPAID_REASSESSED"]),
        "article": st.sampled_from(["1号", "2号"]),
        "amount": st.sampled_from([0, 1_000, 1_600, 3_200]),
        "exact": st.integers(0, 5_000).map(str),
        "none_because": st.sampled_from([None, "refund_interest.least"]),
        "begins": st.just(["2026-01-01"]),
        "spans": SPANS,
    }
)


def yen(trace: Any) -> int:
    return 0 if trace is None else int(trace["amount"])


def spans(trace: Any) -> list[Any]:
    return [] if trace is None else list(trace["spans"])


@given(st.lists(TRACES, max_size=4))
def test_joined_traces_keep_every_yen_and_span_in_their_order(traces: list[Any]) -> None:
    whole: Any = None
    for one in traces:
        whole = traces_joined(whole, one)
    assert (yen(whole), spans(whole)) == (sum(map(yen, traces)), [each for one in traces for each in spans(one)])
    assert not (yen(whole) and len([one for one in traces if one]) > 1 and whole["none_because"])
