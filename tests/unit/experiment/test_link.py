"""Links: what is written is read again, and whatever is read gives a valid experiment."""

from __future__ import annotations

import base64
import re
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.data import DATASETS, FEATURES, MAX_CLASSES, MAX_LENGTH
from app.experiment import (
    KINDS,
    Data,
    DenseLayer,
    Experiment,
    LayerModel,
    Output,
    Stop,
    TableText,
    Training,
    View,
    Weights,
    link_notes,
    load_data,
    read_link,
    write_link,
)
from app.experiment.codec import MAX_TABLE_BYTES
from app.experiment.fields import settings
from app.experiment.link import MAX_LINK
from app.experiment.registries import data_task, is_shaped, losses_for, on_plane
from app.nn import INITIALIZERS, OPTIMIZERS, PENALTIES, SCHEDULES

CSV = "height,weight,kind\n" + "\n".join(f"{i},{i * i % 7},{'ab'[i % 2]}" for i in range(12))


def number(low: float, high: float) -> st.SearchStrategy[float]:
    """Any number of a range."""
    return st.floats(low, high, allow_nan=False)


SEEDS = st.integers(0, 2**32 - 1)
HUNDREDTHS = st.integers(-600, 600).map(lambda value: round(value / 100, 2))
POINTS = st.lists(
    st.tuples(HUNDREDTHS, HUNDREDTHS, st.integers(0, MAX_CLASSES - 1)), max_size=20
).map(tuple)


def values(field: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Any value of a field of a layer, by its schema."""
    if "enum" in field:
        return st.sampled_from(field["enum"])
    if field["type"] == "array":
        return st.lists(values(field["items"]), max_size=field["maxItems"]).map(tuple)
    if field["type"] == "boolean":
        return st.booleans()
    low, high = field["minimum"], field.get("maximum", field.get("exclusiveMaximum", 1) - 1)
    return st.integers(low, high) if field["type"] == "integer" else number(low, high)


def layers_of(model: type[LayerModel]) -> st.SearchStrategy[LayerModel]:
    """Any layer of a kind."""
    schema = model.model_json_schema()["properties"]
    return st.builds(
        model, **{name: values(field) for name, field in schema.items() if name != "kind"}
    )


LAYERS = st.one_of([layers_of(model) for model in KINDS.values()])
DATA = st.builds(
    Data,
    name=st.sampled_from(list(DATASETS)),
    samples=st.integers(10, 2000),
    noise=number(0, 80),
    train_share=number(0.1, 0.9),
    seed=SEEDS,
    length=st.integers(0, MAX_LENGTH),
    drawn=POINTS,
    table=st.just(TableText(text=CSV))
    | st.just(TableText(text=CSV, roles=("input", "ignore", "target"))),
)
COLUMNS = st.lists(st.text(min_size=1, max_size=10), max_size=4, unique=True).map(tuple)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Any valid experiment."""
    data = draw(DATA)
    plane = st.lists(st.sampled_from(list(FEATURES)), unique=True).map(tuple)
    task = None if data.name == "drawn" else data_task(data.name)
    fitting = losses_for(task) if data.name != "drawn" else ("softmax_cross_entropy",)
    return Experiment(
        data=data,
        features=draw(
            plane if on_plane(data.name) else st.just(()) if is_shaped(data.name) else COLUMNS
        ),
        layers=draw(st.lists(LAYERS, max_size=10).map(tuple)),
        output=draw(st.builds(Output, frozen=st.booleans())),
        weights=draw(
            st.builds(
                Weights,
                initializer=st.sampled_from(list(INITIALIZERS)),
                scale=number(0, 100),
                bias=number(-10, 10),
            )
        ),
        training=draw(
            st.builds(
                Training,
                loss=st.sampled_from(["auto", *fitting]),
                optimizer=st.sampled_from(list(OPTIMIZERS)),
                learning_rate=number(1e-6, 100),
                momentum=number(0, 0.999),
                batch_size=st.integers(1, 2000),
                shuffle=st.booleans(),
                schedule=st.sampled_from(list(SCHEDULES)),
                schedule_period=st.integers(1, 1_000_000),
                clip=number(0, 1000),
                penalty=st.sampled_from(list(PENALTIES)),
                penalty_rate=number(0, 10),
            )
        ),
        stop=draw(
            st.builds(
                Stop,
                test_loss=st.none() | number(0, 1000),
                epochs=st.none() | st.integers(1, 1_000_000),
                patience=st.none() | st.integers(1, 100_000),
            )
        ),
        seed=draw(SEEDS),
    )


VIEWS = st.builds(
    View,
    mode=st.sampled_from(["basic", "full"]),
    theme=st.sampled_from(["auto", "light", "dark"]),
    projector=st.booleans(),
    lens=st.from_regex(r"[a-z_]{0,20}", fullmatch=True),
    unit=st.sampled_from(["", "0.0", "2.13"]),
    plane_x=st.text(max_size=20),
    speed=number(0, 100_000),
    hide=st.lists(st.sampled_from(["play", "lr", "features"]), unique=True).map(tuple),
    autoplay=st.booleans(),
)


def test_the_default_experiment_has_the_shortest_link() -> None:
    assert Experiment().to_link() == "v=1"
    assert Experiment.from_link("") == Experiment()


def test_a_link_is_readable() -> None:
    experiment = Experiment(
        data=Data(name="circle", noise=8),
        layers=(DenseLayer(), DenseLayer(activation="relu", dropout=0.1, residual=True)),
        training=Training(learning_rate=0.3, shuffle=False),
    )
    assert experiment.to_link() == (
        "v=1&data=circle&noise=8&layers=dense(8,tanh),dense(8,relu,dropout:0.1,residual:1)"
        "&lr=0.3&shuffle=0"
    )


def test_a_network_without_hidden_layers_has_a_link() -> None:
    experiment = Experiment(layers=())
    assert experiment.to_link() == "v=1&layers="
    assert Experiment.from_link("v=1&layers=") == experiment


@given(experiments(), VIEWS)
def test_a_link_gives_back_what_was_written(experiment: Experiment, view: View) -> None:
    # The columns of a table are checked when it is loaded; only those that exist come back.
    if not on_plane(experiment.data.name):
        columns = load_data(experiment.data).columns
        used = tuple(name for name in experiment.features if name in columns)
        experiment = experiment.model_copy(update={"features": used})
    opened = read_link(write_link(experiment, view))
    assert opened.experiment == experiment
    assert opened.view == view
    assert opened.notes == []


@given(experiments())
def test_a_link_needs_no_character_that_a_url_would_change(experiment: Experiment) -> None:
    assert re.fullmatch(r"[A-Za-z0-9&=%(),:;@!*'/+$._~-]*", experiment.to_link())


@given(st.text(max_size=200))
def test_any_text_opens_as_a_valid_experiment(text: str) -> None:
    opened = read_link(text)
    assert Experiment.model_validate(opened.experiment.model_dump()) == opened.experiment
    load_data(opened.experiment.data)


KEYS = [each.key for model in (Experiment, View) for each in settings(model)]
BITS = (
    st.sampled_from(
        [
            "dense(",
            ")",
            ",",
            ":",
            "8",
            "tanh",
            "-1",
            "1e9",
            "nan",
            "x1",
            "spiral",
            "table",
            "%",
            "AA",
        ]
    )
    | st.text(max_size=5)
    | st.floats().map(str)
)


@given(st.lists(st.tuples(st.sampled_from([*KEYS, "v"]), st.lists(BITS, max_size=6).map("".join))))
def test_any_values_of_known_keys_open_as_a_valid_experiment(pairs: list[tuple[str, str]]) -> None:
    opened = read_link("v=1&" + "&".join(f"{key}={value}" for key, value in pairs))
    again = read_link(write_link(opened.experiment, opened.view))
    assert (again.experiment, again.view) == (opened.experiment, opened.view)
    assert again.notes == []


@pytest.mark.parametrize(
    ("link", "path", "value", "note"),
    [
        ("lr=1000", "training.learning_rate", 100, "Learning rate: “1000” is more than the most"),
        ("noise=-3", "data.noise", 0, "Noise: “-3” is less than the least, 0; 0 is used."),
        ("noise=nan", "data.noise", 0, "Noise: “nan” is not a number that can be used; 0 is used."),
        ("samples=10.6", "data.samples", 11, "Examples: “10.6” is not a whole number; 11 is used."),
        ("samples=a", "data.samples", 500, "Examples: “a” is not a whole number; 500 is used."),
        ("shuffle=x", "training.shuffle", True, "Shuffle: “x” is neither 1 (yes) nor 0 (no); 1"),
        ("optimizer=Adamm", "training.optimizer", "adam", "Optimizer: “Adamm” is not known; adam"),
        ("data=zzz", "data.name", "spiral", "Data set: “zzz” is not known; spiral is used."),
        ("foo=1", "seed", 24, "“foo” is not known and was left out."),
        ("v=7", "version", 1, "Version “7” of the link is not known; it is read as 1."),
    ],
)
def test_what_is_wrong_is_replaced_and_named(link: str, path: str, value: Any, note: str) -> None:
    opened = read_link(f"v=1&{link}")
    found: Any = opened.experiment
    for name in path.split("."):
        found = getattr(found, name)
    assert found == value
    assert len(opened.notes) == 1
    assert opened.notes[0].startswith(note)


def test_each_wrong_layer_is_named() -> None:
    opened = read_link("v=1&layers=dense(99,relu),dense(4,ReLU,speed:3),pyramid(3),dense(4,tanh,1)")
    assert [layer.count for layer in opened.experiment.layers] == [64, 4, 8, 4]
    assert opened.notes == [
        "Hidden layers 1, Units: “99” is more than the most, 64; 64 is used.",
        "Hidden layers 2, Activation: “ReLU” is not known; relu is used.",
        "Hidden layers 2, “speed” is not known and was left out.",
        "Hidden layers 3, Kind: “pyramid” is not known; dense is used.",
        "Hidden layers 4, “1” is not known and was left out.",
    ]


def test_each_kind_of_layer_is_written_in_short_and_read_again() -> None:
    text = (
        "conv(6,3,relu),conv(12,5,relu,stride:2,padding:valid),maxpool(2),maxpool(3,stride:1),"
        "avgpool(2),globalmax,globalavg,flatten,lstm(16,forget:5),attention(2,width:8,muted:0+1)"
    )
    opened = read_link(f"v=1&data=shapes&layers={text}")
    assert opened.notes == []
    assert opened.experiment.to_link() == f"v=1&data=shapes&layers={text}"


def test_an_unknown_kind_is_replaced_by_the_one_that_is_nearly_called_so() -> None:
    opened = read_link("v=1&layers=conv2d(6),dense(8,tanh),residual(99),lstm(2,forget:x)")
    assert [layer.kind for layer in opened.experiment.layers] == [
        "conv",
        "dense",
        "residual",
        "lstm",
    ]
    assert opened.notes == [
        "Hidden layers 1, Kind: “conv2d” is not known; conv is used.",
        "Hidden layers 3, Back: “99” is more than the most, 9; 9 is used.",
        "Hidden layers 4, Forget bias: “x” is not a number; 1 is used.",
    ]


def test_of_pictures_no_columns_can_be_chosen() -> None:
    opened = read_link("v=1&data=digits&features=r1c1")
    assert opened.experiment.features == ()
    assert opened.notes[0].startswith("Features: “['r1c1']” was given, but a picture")


def test_too_many_layers_are_cut() -> None:
    opened = read_link("v=1&layers=" + ",".join(["dense(1,tanh)"] * 12))
    assert len(opened.experiment.layers) == 10
    assert opened.notes == [
        "Hidden layers: 12 are given; the most is 10, and the rest is left out."
    ]


def test_a_loss_that_does_not_fit_the_data_falls_back() -> None:
    opened = read_link("v=1&data=blobs3&loss=binary_cross_entropy")
    assert opened.experiment.training.loss == "auto"
    assert opened.experiment.data.name == "blobs3"
    assert opened.notes[0].startswith("Loss: “binary_cross_entropy” was given, but this data set")


def test_features_that_a_data_set_does_not_have_are_left_out() -> None:
    assert read_link("v=1&features=x1,height").experiment.features == ("x1",)
    opened = read_link("v=1&data=iris&features=x1")
    assert opened.experiment.features == ()
    assert opened.notes == ["The data set has no column x1; all its columns are used."]


def test_a_url_and_its_hash_open_the_same() -> None:
    whole = read_link("https://example.org/embed#v=1&lr=0.3")
    assert whole.experiment == Experiment.from_link("#v=1&lr=0.3")
    assert whole.experiment.training.learning_rate == 0.3
    assert Experiment.from_link("https://example.org/?lr=0.3") == Experiment()


def test_a_link_whose_signs_were_percent_encoded_opens() -> None:
    opened = read_link("v=1&layers=dense%283%2Crelu%29&features=x1%2Cx2")
    assert opened.experiment.layers == (DenseLayer(units=3, activation="relu"),)
    assert opened.notes == []


def test_column_names_may_hold_any_character() -> None:
    names = ("a,b", "50%", "ä & ö", "c=d", "%2C", "#", "plus+minus")
    text = ";".join(f'"{name}"' for name in (*names, "class")) + "\n"
    text += "\n".join(";".join([*"1234567", "ab"[row % 2]]) for row in range(8))
    experiment = Experiment(data=Data(name="table", table=TableText(text=text)), features=names)
    opened = read_link(experiment.to_link())
    assert opened.notes == []
    assert opened.experiment == experiment


def test_a_short_pasted_table_travels_in_the_link() -> None:
    experiment = Experiment(data=Data(name="table", table=TableText(text=CSV)))
    assert Experiment.from_link(experiment.to_link()) == experiment
    assert link_notes(experiment) == []


def test_a_long_pasted_table_stays_behind_and_both_ends_say_so() -> None:
    text = CSV + "\n1,2,a" * MAX_TABLE_BYTES
    experiment = Experiment(data=Data(name="table", table=TableText(text=text)), seed=3)
    assert link_notes(experiment) == [
        "The pasted table is longer than 6144 bytes and does not travel in the link."
    ]
    opened = read_link(experiment.to_link())
    assert opened.experiment == Experiment(seed=3)
    assert opened.notes[0].startswith("Pasted table was left out: it is longer than the 6144 bytes")


def test_a_table_that_cannot_be_read_falls_back_to_the_default_data() -> None:
    table = TableText(text="nothing but words")
    experiment = Experiment(data=Data(name="table", table=table), seed=3)
    opened = read_link(experiment.to_link())
    assert opened.experiment == Experiment(seed=3)
    assert opened.notes[0].endswith("The default data set is used.")


def test_many_drawn_points_fit_a_link() -> None:
    points = tuple((round(i / 100, 2), round(-i / 100, 2), i % 3) for i in range(500))
    experiment = Experiment(data=Data(name="drawn", drawn=points))
    assert len(experiment.to_link()) < 2100
    assert Experiment.from_link(experiment.to_link()) == experiment


def test_a_damaged_table_is_named() -> None:
    link = Experiment(data=Data(name="table", table=TableText(text=CSV))).to_link()
    for damaged in (link[:-10], link.replace("table=e", "table=Z"), link + "ä"):
        opened = read_link(damaged)
        assert opened.experiment == Experiment()
        assert opened.notes[0].startswith("Pasted table was left out: the ")


def test_a_bomb_is_not_unpacked() -> None:
    huge = CSV + "\n" * 10_000_000
    packed = base64.urlsafe_b64encode(zlib.compress(huge.encode())).decode().rstrip("=")
    opened = read_link(f"v=1&data=table&table={packed}")
    assert opened.notes[0] == ("Pasted table was left out: the compressed text is cut or too long.")


def test_a_text_that_is_far_too_long_is_not_read() -> None:
    opened = read_link("v=1&lr=1&points=" + "A" * MAX_LINK)
    assert opened.experiment == Experiment()
    assert opened.notes == [f"The link is longer than {MAX_LINK} characters and was not read."]


def test_the_view_travels_beside_the_experiment() -> None:
    view = View(mode="full", hide=("play", "lr"), show_test=False, unit="1.3", speed=0)
    link = write_link(Experiment(), view)
    assert link == "v=1&mode=full&unit=1.3&show_test=0&speed=0&hide=play,lr"
    assert read_link(link).view == view


@pytest.mark.parametrize("part", ["layers=" + "x," * 9000, "hide=" + "x," * 9000, "a=1&" * 4000])
def test_a_link_full_of_nonsense_gets_a_short_answer(part: str) -> None:
    opened = read_link(f"v=1&{part}")
    assert len(opened.experiment.layers) <= 10
    assert len(opened.notes) <= 21
    assert opened.notes[-1].endswith("more such changes.") or len(opened.notes) < 21


def test_a_drawn_point_outside_the_plane_is_moved_to_its_border() -> None:
    opened = read_link("v=1&points=____")
    assert opened.experiment.data.drawn == ((6.0, opened.experiment.data.drawn[0][1], 5),)
    assert opened.notes[0].startswith("Drawn points 1 1: “7.96” is more than the most, 6")
