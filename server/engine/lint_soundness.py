"""Rules from the token game (流れの健全さ): no join waits for ever, nothing runs twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from server.engine.lint_data import written_by
from server.engine.lint_model import Diagram, Scope
from server.engine.lint_rules import Neighbours, Said, rule, title
from server.engine.lint_tokens import Played, play


def _games(diagram: Diagram) -> Iterator[tuple[Scope, Played]]:
    return ((scope, play(scope)) for scope in diagram.scopes() if scope.tag in {"process", "subProcess"})


@rule("soundness")
def soundness(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """One game per scope, and all that it shows. A lone file may do what it draws; it is told all the same."""
    for scope, played in _games(diagram):
        for said in _shown(scope, played, diagram, around):
            yield said if around.in_tree else replace(said, severity="warning")


@rule("tokens-multiply")
def tokens_multiply(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A loop that sends more tokens round than came in never comes to an end."""
    for scope, played in _games(diagram):
        for name in sorted(played.multiplied):
            yield Said(
                scope.nodes[name],
                "繰り返しの中で並行する道が増え続けます。回る前に並列ゲートウェイで合わせてください。",
                "Parallel paths multiply in this loop; join them before going round again.",
            )


def _shown(scope: Scope, played: Played, diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    yield from _stuck(scope, played)
    yield from _doubled(scope, played)
    yield from _thrown(scope, played)
    yield from _same_key(scope, played, diagram, around)
    if played.gave_up:
        yield Said(
            scope,
            "並行する道が多すぎて検査できません。部品に分けてください。",
            "Too much runs in parallel to be checked; split it into parts.",
        )


def _stuck(scope: Scope, played: Played) -> Iterator[Said]:
    for name in sorted(played.stuck):
        node = scope.nodes[name]
        if node.tag in {"parallelGateway", "inclusiveGateway"}:
            yield Said(
                node,
                f"「{title(node)}」で合流がそろわず、止まることがあります。分かれ方と合流を同じ種類にしてください。",
                f"'{title(node)}' can wait for ever; join with the same kind of gateway as the split.",
            )


def _doubled(scope: Scope, played: Played) -> Iterator[Said]:
    for name in sorted(played.doubled):
        node = scope.nodes[name]
        yield Said(
            node,
            f"並行する道が合流しないまま「{title(node)}」に着き、二度行われます。並列ゲートウェイで合わせてください。",
            f"Parallel paths reach '{title(node)}' without a join, so it would run twice; join them first.",
        )


def _thrown(scope: Scope, played: Played) -> Iterator[Said]:
    for name in sorted(played.throws_beside_others):
        yield Said(
            scope.nodes[name],
            "並行する道が残っているときに中断が起きます。並行する道の外で終えてください。",
            "It interrupts while other paths are still running; end outside of parallel paths.",
        )


def _same_key(scope: Scope, played: Played, diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    for one, other in sorted(played.together):
        both = written_by(scope.nodes[one], diagram, around) & written_by(scope.nodes[other], diagram, around)
        if both:
            yield Said(
                scope.nodes[other],
                f"並行する道が同じデータ({'、'.join(sorted(both))})を書きます。順に行ってください。",
                f"Parallel paths write the same data ({', '.join(sorted(both))}); do them one after the other.",
            )
