"""While it lasts (継続中): whoever else asks for her papers is refused without a word on whether they exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.effects import LetterRequest
from server.domain.operating import Context, Done
from server.domain.protection import SLUG
from server.domain.refusals import FieldError, InputInvalid
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class AnswerInputs:
    """`came` the record of the request, the protected persons, where letters of the case are kept, answers so far."""

    came: Any
    persons: Any
    letters_to: str
    times: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerOutputs:
    """`times`: how often somebody else was answered."""

    times: int


@operator("address_protection/answer", inputs=AnswerInputs, outputs=AnswerOutputs)
def answer(inputs: AnswerInputs, context: Context) -> Done:  # noqa: ARG001 - the shape of an operator
    """Answers that nothing can be handed out, in the same words for everybody (存否を答えない).

    Act on the Protection of Personal Information art. 81. The answer goes to the asker, never to the protected person's
    place; she herself is not answered so.
    """
    came, times = inputs.came, (inputs.times or 0) + 1
    if came.get("asker_key") in {one["person_key"] for one in inputs.persons}:
        raise InputInvalid([FieldError("asker_key", "protection_answer_is_hers")])
    keys = {
        "household_key": inputs.letters_to,
        "asker": {
            "name": came["asker_name"],
            "postal_code": came["asker_postal_code"],
            "address": came["asker_address"],
        },
        "asked_for": came["asked_for"],
        "asked_on": came["came_on"],
    }
    letter = LetterRequest(f"{SLUG}/no_answer", inputs.letters_to, None, keys, "POST")
    return Done(AnswerOutputs(times), (letter,))
