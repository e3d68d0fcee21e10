"""The screens of limitation and of write-offs (時効管理・不納欠損の報告), with rows and without."""

from __future__ import annotations

from collections.abc import Iterator

from server.casework.watch_limitation import watch_limitation
from tests.browser.screens import Visit
from tests.procedures.extinct import old_levy
from tests.world import World


def limitation_visits(city: World) -> Iterator[Visit]:
    """What ends, what is extinct, and the report of the year."""
    old_levy(city, city.household("single").key)
    watch_limitation(city.services)
    yield Visit("limitation.show", "filled", "toda", "/limitation?list=30")
    yield Visit("limitation.show", "extinct", "toda", "/limitation?list=extinct", rare=True)
    yield Visit("limitation.show", "empty", "toda", "/limitation?list=mine", rare=True)
    yield Visit("limitation.write_offs", "filled", "toda", "/limitation/write-offs")
