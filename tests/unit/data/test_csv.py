"""Pasted tables: what is understood, and what is refused with row and column."""

import numpy as np
import pytest

from app.data import MAX_TEXT, DataError, Dataset, Table, load, parse_csv

FLOWERS = """length,width,colour,species
1.5,2,red,a
2.5,3,blue,b
3.5,4,red,a
4.5,5,blue,b
"""


def roles(table: Table) -> dict[str, str]:
    return {column.name: column.role for column in table.columns}


def refused(text: str, *given: str) -> DataError:
    with pytest.raises(DataError) as caught:
        parse_csv(text, given)
    assert caught.value.path.startswith("data.table")
    return caught.value


def table(rows: int, header: str = "x,y", row: str = "{0},{0}.5") -> str:
    return "\n".join([header, *(row.format(number) for number in range(rows))])


def test_types_roles_and_task_are_guessed() -> None:
    parsed = parse_csv(FLOWERS)
    assert [column.type for column in parsed.columns] == ["number", "number", "text", "text"]
    assert roles(parsed) == {
        "length": "input",
        "width": "input",
        "colour": "input",
        "species": "target",
    }
    assert parsed.columns[0].values == (1.5, 2.5, 3.5, 4.5)
    assert parsed.columns[2].values == ("red", "blue", "red", "blue")
    assert parsed.task == "binary"
    assert parsed.warnings == ()


def test_text_inputs_become_one_column_per_value() -> None:
    data = load("table", table=parse_csv(FLOWERS), samples=2000)
    assert data.columns == ("length", "width", "colour=blue", "colour=red")
    original = data.inputs * data.scale[:, None] + data.mean[:, None]
    assert np.allclose(original[2], [0, 1, 0, 1])
    assert np.allclose(original[3], [1, 0, 1, 0])
    assert data.classes == ("a", "b")
    assert data.roles == ("input", "input", "input", "target")
    assert not data.plane


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_endings_are_understood(delimiter: str, ending: str) -> None:
    text = "\ufeff" + FLOWERS.replace(",", delimiter).replace("\n", ending)
    assert parse_csv(text) == parse_csv(FLOWERS)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_decimal_commas_are_read_where_the_comma_does_not_separate(delimiter: str) -> None:
    text = FLOWERS.replace(",", delimiter).replace(".", ",")
    parsed = parse_csv(text)
    assert parsed.columns == parse_csv(FLOWERS).columns
    assert parsed.warnings == ("Commas are read as decimal commas in 'length'.",)


def test_quoted_fields_may_hold_delimiters_quotes_and_line_ends() -> None:
    parsed = parse_csv('x,"a ""name"", long"\n1,"p, q"\n2,"r\ns"\n3, "p, q"\n')
    assert parsed.columns[1].name == 'a "name", long'
    assert parsed.columns[1].values == ("p, q", "r\ns", "p, q")


def test_a_table_without_a_header_gets_numbered_columns() -> None:
    parsed = parse_csv("1,2,a\n3,4,b\n5,6,a\n")
    assert parsed.rows == 3
    assert [column.name for column in parsed.columns] == ["column 1", "column 2", "column 3"]
    assert "holds data already" in parsed.warnings[0]


def test_a_table_of_texts_has_a_header_if_its_words_do_not_come_again() -> None:
    assert parse_csv("size,fruit\nbig,apple\nsmall,pear\nbig,pear\n").rows == 3
    assert parse_csv("big,pear\nbig,apple\nsmall,pear\nbig,pear\n").rows == 4


def test_names_become_unique_and_empty_names_are_numbered() -> None:
    parsed = parse_csv("x,x,,y\n1,2,3,4.5\n5,6,7,8.5\n")
    assert [column.name for column in parsed.columns] == ["x", "x (2)", "column 3", "y"]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("diagnosis,a,b\nM,1,2\nB,3,4\nM,5,6\n", "diagnosis"),
        ("kind,a,b\nM,1,2\nB,3,4\nM,5,6\n", "kind"),
        ("a,target,b\n1,0,2\n3,1,4\n5,0,6\n", "target"),
        ("a,b,c\n1,2,3.5\n4,5,6.5\n", "c"),
        ("sort,a,kind\nM,1,x\nB,3,y\nM,5,x\n", "kind"),
    ],
)
def test_the_target_is_guessed_by_name_then_text_then_place(text: str, target: str) -> None:
    assert parse_csv(text).target.name == target


def test_row_numbers_and_names_are_ignored_with_a_warning() -> None:
    rows = "".join(f"{number},name {number},{number % 3},{number % 2}\n" for number in range(20))
    parsed = parse_csv("id,name,x,y\n" + rows)
    assert roles(parsed) == {"id": "ignore", "name": "ignore", "x": "input", "y": "target"}
    assert "numbers the rows" in parsed.warnings[0]
    assert "20 different texts" in parsed.warnings[1]


def test_roles_can_be_given() -> None:
    parsed = parse_csv(FLOWERS, ("target", "input", "ignore", "ignore"))
    assert parsed.target.name == "length"
    assert parsed.task == "regression"
    assert load("table", table=parsed).columns == ("width",)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("input", "target"), "2 roles for 4 columns"),
        (("input", "input", "input", "input"), "0 targets"),
        (("target", "input", "input", "target"), "2 targets"),
        (("input", "input", "output", "target"), "'output'"),
        (("ignore", "ignore", "ignore", "target"), "gives 0 inputs"),
    ],
)
def test_impossible_roles_are_refused(given: tuple[str, ...], words: str) -> None:
    error = refused(FLOWERS, *given)
    assert error.path == "data.table.roles"
    assert words in error.message


@pytest.mark.parametrize(
    ("values", "task"),
    [
        (["0", "1"] * 5, "binary"),
        (["-1", "1"] * 5, "binary"),
        (["1", "2", "3", "4"] * 3, "classes"),
        ([str(number) for number in range(10)] * 2, "classes"),
        ([str(number) for number in range(11)] * 2, "regression"),
        (["0.5", "1.5"] * 5 + ["1"], "regression"),
        ([str(number) for number in range(8)], "regression"),
        (["7"] * 6, "regression"),
    ],
)
def test_few_whole_numbers_are_classes_and_other_numbers_are_values(
    values: list[str], task: str
) -> None:
    text = "x,y\n" + "".join(f"{row},{value}\n" for row, value in enumerate(values))
    assert parse_csv(text).task == task


def test_number_classes_are_in_numerical_order() -> None:
    text = "x,y\n" + "".join(f"{row},{value}\n" for row, value in enumerate([10, 9, 2, 10, 9, 2]))
    data = load("table", table=parse_csv(text))
    assert data.classes == ("2", "9", "10")
    assert data.labels is not None
    assert data.labels.tolist() == [2, 1, 0, 2, 1, 0]


@pytest.mark.parametrize("cell", ["", "  ", "NA", "n/a", "?", "NaN", "null"])
@pytest.mark.parametrize(("column", "name"), [(0, "length"), (2, "colour"), (3, "species")])
def test_a_missing_value_names_its_row_and_column(cell: str, column: int, name: str) -> None:
    lines = [line.split(",") for line in FLOWERS.splitlines()]
    lines[3][column] = cell
    error = refused("\n".join(",".join(line) for line in lines))
    assert (error.row, error.column) == (4, name)
    assert "Row 4" in error.message
    assert "missing" in error.message


@pytest.mark.parametrize("cell", ["abc", "1_0", "inf", "1.2.3", "12 kg"])
def test_a_word_among_numbers_names_its_row_and_column_and_shows_what_was_found(cell: str) -> None:
    error = refused(FLOWERS.replace("3.5", cell))
    assert (error.row, error.column) == (4, "length")
    assert repr(cell) in error.message
    assert "a number is needed" in error.message


def test_a_column_with_gaps_can_be_ignored() -> None:
    parsed = parse_csv(FLOWERS.replace("3.5", ""), ("ignore", "input", "input", "target"))
    assert roles(parsed)["length"] == "ignore"


def test_empty_rows_and_an_empty_last_column_are_passed_over() -> None:
    parsed = parse_csv("x,y,\n\n1,2.5,\n,,\n3,4.5,\n")
    assert parsed.rows == 2
    assert roles(parsed) == {"x": "input", "y": "target", "column 3": "ignore"}
    assert "it is empty" in parsed.warnings[0]


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    error = refused("x,y\n\n1,2\n3,oops\n5,6\n7,8\n")
    assert (error.row, error.column) == (4, "y")


def test_a_row_that_is_too_short_or_too_long_is_named() -> None:
    error = refused(FLOWERS + "1,2,red\n")
    assert (error.row, error.column) == (6, "column 4")
    assert "Row 6 has 3 cells, but the first row has 4" in error.message
    assert refused(FLOWERS + "1,2,red,a,b\n").column == "column 5"


@pytest.mark.parametrize("text", ["", " \n\n", ",,,\n"])
def test_an_empty_table_is_refused(text: str) -> None:
    assert "empty" in refused(text).message


def test_limits_are_named() -> None:
    assert parse_csv(table(2000)).rows == 2000
    assert refused(table(2001)).row == 2002
    wide = ",".join(f"c{number}" for number in range(65))
    error = refused(wide + "\n" + ",".join("1" * 65) + "\n")
    assert "65 columns; at most 64" in error.message
    assert "1,500,000" in refused("x" * (MAX_TEXT + 1)).message
    assert "at least 2" in refused("x,y\n1,2\n").message.casefold()
    assert "one column" in refused("x\n1\n2\n").message
    error = refused("x,y\n1,2\n3e15,4\n5,6\n")
    assert (error.row, error.column) == (3, "x")
    assert "1e+12" in error.message
    assert "81 characters" in refused(f"x,y\n1,a\n2,{'b' * 81}\n3,a\n").message


def test_ten_classes_are_allowed_and_eleven_refused() -> None:
    for count in (8, 10):
        rows = "".join(f"{row},k{row % count}\n" for row in range(40))
        assert len(load("table", table=parse_csv("x,y\n" + rows)).classes) == count
    rows = "".join(f"{row},k{row % 11}\n" for row in range(40))
    error = refused("x,y\n" + rows, "input", "target")
    assert error.column == "y"
    assert "11 different texts; 2 to 10" in error.message


def test_too_many_texts_in_an_input_and_too_many_inputs_are_refused() -> None:
    rows = "".join(f"k{row % 11},{row}\n" for row in range(40))
    error = refused("x,y\n" + rows, "input", "target")
    assert error.column == "x"
    assert "11 different texts" in error.message
    header = ",".join(f"t{number}" for number in range(8)) + ",y\n"
    rows = "".join(",".join([f"k{row % 9}"] * 8) + f",{row}.5\n" for row in range(40))
    assert "72 inputs" in refused(header + rows).message


def test_inputs_that_would_share_a_name_are_refused() -> None:
    error = refused("a,a=p,y\np,1,2.5\nq,2,3.5\np,3,4.5\n", "input", "input", "target")
    assert error.column == "a=p"


def test_an_open_quotation_mark_names_its_row() -> None:
    error = refused('x,y\n1,2\n3,"4\n5,6\n')
    assert error.row == 3
    assert "quotation mark" in error.message


def test_a_table_of_classes_in_order_is_split_evenly() -> None:
    text = "x,y\n" + "".join(f"{row},{'abc'[row // 10]}\n" for row in range(30))
    data: Dataset = load("table", table=parse_csv(text))
    assert data.labels is not None
    assert np.bincount(data.labels[data.train]).tolist() == [5, 5, 5]
