"""The nearest valid model, on models of our own."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.experiment.repair import describe, nearest


class Inner(BaseModel):
    """A part with a field that has to be given."""

    size: int = Field(ge=1, le=3, title="Size")


class Whole(BaseModel):
    """A model with a number, a list and a part."""

    number: float = Field(default=1.0, le=2, title="Number", json_schema_extra={"link": "n"})
    names: tuple[str, ...] = Field(
        default=(), max_length=2, title="Names", json_schema_extra={"link": "names"}
    )
    part: Inner | None = Field(default=None, title="Part")


def test_a_valid_model_stays_as_it_is() -> None:
    assert nearest(Whole, {"number": 1.5}) == (Whole(number=1.5), [])


def test_every_wrong_place_is_mended_and_named() -> None:
    mended, notes = nearest(Whole, {"number": 5, "names": ["a", 3]})
    assert mended == Whole(number=2, names=("a",))
    assert notes == [
        "Number: “5” is more than the most, 2; 2 is used.",
        "Names 2: “3” was given, but input should be a valid string; it was left out.",
    ]


def test_a_list_that_is_too_long_is_cut_before_its_items_are_looked_at() -> None:
    mended, notes = nearest(Whole, {"names": ["a", "b", *range(1000)]})
    assert mended == Whole(names=("a", "b"))
    assert notes == ["Names: 1002 are given; the most is 2, and the rest is left out."]


def test_a_part_that_is_not_complete_is_left_out() -> None:
    assert nearest(Whole, {"part": {}}) == (Whole(), ["Part is not complete and was left out."])


def test_what_cannot_be_mended_at_all_falls_back_to_the_defaults() -> None:
    class Needy(BaseModel):
        number: int = Field(default=0, ge=1, validate_default=True)
        other: int = 0

    class Lenient(BaseModel):
        needy: Needy | None = None

    assert nearest(Lenient, {"needy": {"other": 1}}) == (
        Lenient(),
        ["Nothing of it could be used; the defaults are used."],
    )


def test_a_place_is_described_in_words() -> None:
    assert describe(Whole, ("part", "size")) == "Size"
    assert describe(Whole, ("names", 1)) == "Names 2"
    assert describe(Whole, ("number",)) == "Number"
    assert describe(Whole, ("colour",)) == "“colour”"
