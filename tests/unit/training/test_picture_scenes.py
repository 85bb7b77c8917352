"""What the scenes with pictures teach; `python -m benchmarks.scenes` trains them to the end."""

from __future__ import annotations

from benchmarks import pictures


def test_a_global_maximum_after_convolutions_knows_a_shape_where_it_was_never_seen() -> None:
    networks = ("dense", "convolutions, global max")
    figures = pictures.shapes_anywhere(range(20), epochs=8, networks=networks)
    assert figures["dense: left"] > 0.8
    assert figures["dense: right, highest"] < 0.35
    assert figures["convolutions, global max: left, lowest"] > 0.95
    assert figures["convolutions, global max: right"] > 0.9
    assert figures["convolutions, global max: right, lowest"] > 0.55


def test_convolutions_that_are_flattened_know_it_no_better_than_a_dense_network() -> None:
    name = "convolutions, flattened"
    figures = pictures.shapes_anywhere(range(5), epochs=8, networks=(name,))
    assert figures[f"{name}: left"] > 0.9
    assert figures[f"{name}: right"] < 0.5


def test_convolutions_read_digits() -> None:
    figures = pictures.digits_by_convolution(range(3), epochs=5)
    assert min(figures.values()) > 0.9
