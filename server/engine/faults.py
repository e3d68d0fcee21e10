"""What can go wrong inside the engine (実行時の不備), told apart from refusals: a person cannot mend it, the office's
makers of procedures can."""

from __future__ import annotations


class StepFault(Exception):
    """A diagram, operator or state cannot go on; the step ends `failed`, having changed nothing."""


class DefinitionError(Exception):
    """Files that do not make a procedure; `element` is the id of the element concerned, empty for a file as a whole."""

    def __init__(self, message: str, element: str = "", path: str = "") -> None:
        self.element = element
        self.path = path
        place = ": ".join(part for part in (path, element) if part)
        super().__init__(f"{place}: {message}" if place else message)
