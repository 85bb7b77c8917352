"""Whatever is pasted becomes a data set or a DataError, and never anything else."""

import csv
from io import StringIO

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.data import DataError, Table, load, parse_csv

CELLS = st.one_of(
    st.integers(-5, 5).map(str),
    st.floats().map(str),
    st.sampled_from(["", "a", "b", "NA", "1,5", '"', "x;y", "\t", " ", "1e400", "\0", "é"]),
    st.text(max_size=5),
)


def parsed(text: str, roles: list[str]) -> Table | DataError:
    try:
        return parse_csv(text, roles)
    except DataError as error:
        return error


def becomes_data_or_a_data_error(text: str, roles: list[str]) -> None:
    table = parsed(text, roles)
    if isinstance(table, DataError):
        assert table.message
        assert table.path.startswith("data.table")
        return
    data = load("table", table=table, noise=10)
    assert np.isfinite(data.inputs).all()
    assert np.isfinite(data.targets).all()
    assert data.train.size > 0
    assert data.test.size > 0
    assert len(set(data.columns)) == len(data.columns) == len(data.inputs)
    assert data.labels is None or data.labels.max() < len(data.classes)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    becomes_data_or_a_data_error(text, [])


@given(st.text(alphabet='01ab,;\t\n\r". -', max_size=100))
def test_any_text_of_the_signs_of_csv(text: str) -> None:
    becomes_data_or_a_data_error(text, [])


@given(
    data=st.data(),
    width=st.integers(1, 5),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_any_table(data: st.DataObject, width: int, delimiter: str) -> None:
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=12))
    role = st.sampled_from(["input", "target", "ignore", "nonsense"])
    roles = data.draw(st.one_of(st.just([]), st.lists(role, min_size=width, max_size=width)))
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    becomes_data_or_a_data_error(text.getvalue(), roles)


@given(st.lists(st.tuples(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12)), min_size=2, max_size=30))
def test_any_numbers_are_read_back_exactly(rows: list[tuple[float, float]]) -> None:
    table = parse_csv("a,b\n" + "".join(f"{a!r},{b!r}\n" for a, b in rows), ["input", "target"])
    assert table.columns[0].values == tuple(a for a, _ in rows)
    assert table.columns[1].values == tuple(b for _, b in rows)
    becomes_data_or_a_data_error("a,b\n" + "".join(f"{a!r},{b!r}\n" for a, b in rows), [])
