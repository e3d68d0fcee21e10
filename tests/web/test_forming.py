"""Where the errors of a refusal stand on the page: beside the field, whatever refused it."""

from __future__ import annotations

import pytest

from server.domain.refusals import FieldError, InputInvalid, Refused
from server.web.forming import errors_of
from tests.web.gallery_forms import ENTRY

FIELD = ENTRY.fields[0].name


@pytest.mark.parametrize(
    ("refusal", "errors"),
    [
        (InputInvalid([FieldError("members.2.birth_date", "required")]), (("members.2.birth_date", "required"),)),
        (Refused("date_in_future", at_field=FIELD), ((FIELD, "date_in_future"),)),
        (Refused("date_in_future", at_field="of_another_form"), ()),
        (Refused("no_right", function="x"), ()),
    ],
    ids=["of the form", "of a rule, about a field", "about a field of another form", "about the whole"],
)
def test_a_refusal_stands_beside_the_field_that_it_is_about(
    refusal: Refused, errors: tuple[tuple[str, str], ...]
) -> None:
    assert tuple((one.path, one.code) for one in errors_of(refusal, ENTRY)) == errors
