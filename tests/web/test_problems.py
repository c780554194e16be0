"""What is wrong with a field, in words for people."""

from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from app.web.problems import field_error
from app.web.strict import Count, Input, Name


class Inner(Input):
    name: Name


class Sent(Input):
    number: Annotated[Count, Field(ge=1, le=9)] = 1
    names: Annotated[list[Name], Field(min_length=1, max_length=2)] | None = None
    by_name: dict[str, Name] | None = None
    inner: Inner | None = None
    language: Literal["en", "es"] = "en"


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({"number": 0}, "number", "must be at least 1"),
        ({"number": 10}, "number", "must be at most 9"),
        ({"number": "1"}, "number", "must be a whole number"),
        ({"names": []}, "names", "must hold at least 1"),
        ({"names": ["a", "b", "c"]}, "names", "must hold at most 2"),
        ({"names": "a"}, "names", "must be a list"),
        ({"names": ["a", " "]}, "names.1", "must not be blank"),
        ({"by_name": ["a"]}, "by_name", "must be an object"),
        ({"inner": 1}, "inner", "must be an object"),
        ({"inner": {}}, "inner.name", "is missing"),
        ({"language": "xx"}, "language", "must be 'en' or 'es'"),
    ],
)
def test_each_fault_is_named_at_its_field(
    sent: dict[str, object], field: str, message: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Sent(**sent)  # type: ignore[arg-type]
    (fault,) = refused.value.errors()
    assert field_error(dict(fault)) == {"field": field, "message": message}
