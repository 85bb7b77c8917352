"""The real tables, their standardization, and the files they come from."""

import csv
from pathlib import Path

import numpy as np
import pytest

from app.data import DATASETS, Dataset, load, parse_csv, tables
from app.data.tables import FILES

TABLES = [entry.name for entry in tables.TABLES]


def original(data: Dataset) -> np.ndarray:
    """Undo the standardization."""
    return data.inputs * data.scale[:, None] + data.mean[:, None]


@pytest.mark.parametrize(
    ("name", "rows", "columns", "classes"),
    [
        ("iris", 150, 4, {"setosa": 50, "versicolor": 50, "virginica": 50}),
        ("wine", 178, 13, {"cultivar 1": 59, "cultivar 2": 71, "cultivar 3": 48}),
        ("breast_cancer", 569, 30, {"benign": 357, "malignant": 212}),
        (
            "digits",
            1797,
            64,
            dict(
                zip("0123456789", (178, 182, 177, 183, 181, 182, 181, 179, 174, 180), strict=True)
            ),
        ),
        ("diabetes", 442, 10, {}),
    ],
)
def test_tables_have_their_known_sizes_and_classes(
    name: str, rows: int, columns: int, classes: dict[str, int]
) -> None:
    data = load(name, samples=2000)
    assert data.inputs.shape == (columns, rows)
    assert DATASETS[name].default_samples == rows
    counts = [] if data.labels is None else np.bincount(data.labels).tolist()
    assert dict(zip(data.classes, counts, strict=True)) == classes


@pytest.mark.parametrize("name", TABLES)
def test_undoing_the_standardization_gives_the_numbers_of_the_file(name: str) -> None:
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    data = load(name, samples=2000, seed=5)
    assert data.columns == tuple(header[:-1])
    assert data.target == header[-1]
    numbers = np.array([[float(cell) for cell in row[:-1]] for row in rows]).T
    assert np.allclose(original(data), numbers)
    if data.values is None:
        assert data.labels is not None
        assert [data.classes[label] for label in data.labels] == [row[-1] for row in rows]
    else:
        targets = data.values * data.target_scale + data.target_mean
        assert np.allclose(targets, [float(row[-1]) for row in rows])


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "diabetes"])
def test_the_training_part_has_mean_zero_and_spread_one(name: str) -> None:
    data = load(name, samples=2000, train_share=0.3)
    part = data.inputs[:, data.train]
    assert data.standardized
    assert np.allclose(part.mean(axis=1), 0)
    assert np.allclose(part.std(axis=1), 1)
    assert not np.allclose(data.inputs.mean(axis=1), 0, atol=1e-6)
    assert any("standardized" in note for note in data.notes)


def test_a_numeric_target_is_standardized_by_the_training_part_and_says_so() -> None:
    data = load("diabetes")
    assert data.values is not None
    assert data.values[data.train].mean() == pytest.approx(0)
    assert data.values[data.train].std() == pytest.approx(1)
    assert any("target progression" in note for note in data.notes)


def test_pixels_share_one_scale_so_that_a_rare_pixel_is_not_blown_up() -> None:
    data = load("digits", samples=2000, train_share=0.1)
    assert len(set(data.scale)) == 1
    assert np.abs(data.inputs).max() < 5
    assert np.allclose(data.inputs[:, data.train].mean(axis=1), 0)


def test_fewer_samples_than_rows_take_the_classes_in_proportion_and_say_so() -> None:
    data = load("breast_cancer", samples=100)
    assert data.size == 100
    assert data.labels is not None
    assert np.bincount(data.labels).tolist() == [63, 37]
    assert data.notes[0].startswith("100 of the 569 rows")


def test_noise_moves_table_inputs_smoothly_and_leaves_constant_columns_alone() -> None:
    clean, some, more = (load("digits", samples=2000, noise=noise) for noise in (0, 20, 40))
    assert np.allclose(more.inputs - clean.inputs, 2 * (some.inputs - clean.inputs))
    shift = (some.inputs - clean.inputs).std(axis=1)
    constant = np.ptp(clean.inputs, axis=1) == 0
    assert (shift[constant] == 0).all()
    assert np.allclose(shift[~constant], 0.2, rtol=0.1)
    assert any("Noise 20" in note for note in some.notes)


def test_iris_pasted_as_csv_equals_the_shipped_iris() -> None:
    table = parse_csv((FILES / "iris.csv").read_text(encoding="utf-8"))
    pasted = load("table", table=table, seed=7, train_share=0.6)
    shipped = load("iris", seed=7, train_share=0.6)
    for field in ("task", "columns", "classes", "domain", "target", "roles", "notes"):
        assert getattr(pasted, field) == getattr(shipped, field)
    for field in ("inputs", "labels", "train", "test", "mean", "scale"):
        assert np.array_equal(getattr(pasted, field), getattr(shipped, field))


def test_every_file_has_its_source_and_nothing_else_lies_there() -> None:
    sources = (FILES / "SOURCES.md").read_text(encoding="utf-8")
    files = sorted(path.name for path in Path(FILES).iterdir() if path.suffix != ".md")
    others = ["index_days.csv", "sunspots.csv", "surnames.csv", "vowels.npz"]
    assert files == sorted([*others, *(f"{name}.csv" for name in TABLES)])
    for name in files:
        assert f"| `{name}` |" in sources
    # The text of every licence that asks for it is there.
    for words in (
        "Copyright (c) 2007-2026 The scikit-learn developers",
        "Copyright (c) 2012 Daniele Faraglia",
        "Copyright (c) 2017 Kevin Sheppard",
        "Redistributions of source code must retain",
        "Creative Commons Attribution 4.0 International",
    ):
        assert words in sources
