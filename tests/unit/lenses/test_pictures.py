"""Pictures of what the features of a layer make of one example, and the example itself."""

import numpy as np
import pytest

from app.experiment import Data, DenseLayer, Experiment
from app.experiment.layers.recurrent import RNNLayer
from app.lenses import LENSES, Look, NothingToSee
from app.lenses.pictures import biases, link_strengths, magnified, pictures
from app.lenses.subject import SubjectOptions, subject_of
from app.nn import Dense, Network, Shape, features
from app.training import Trainer, by_example, shown_shapes


def digits() -> Trainer:
    return Trainer(Experiment(data=Data(name="digits"), features=(), layers=(DenseLayer(units=4),)))


@pytest.mark.parametrize(
    ("shape", "size"), [((2, 3, 4), (2, 3, 4)), ((5, 3), (3, 1, 5)), ((6,), (6, 1, 1))]
)
def test_every_feature_has_a_picture_of_its_own(shape: Shape, size: Shape) -> None:
    values = np.arange(np.prod(shape), dtype=np.float32)
    assert pictures(shape, values).shape == size


def test_the_strip_of_a_feature_runs_through_the_steps() -> None:
    # Row t·U + u of the values is feature u at step t.
    np.testing.assert_array_equal(pictures((3, 2), np.arange(6.0))[1, 0], [1, 3, 5])


def test_magnified_pictures_repeat_their_points_and_begin_below() -> None:
    small = np.array([[[1.0, 2.0], [3.0, 4.0]]])
    np.testing.assert_array_equal(
        magnified(small, 4)[0], [[3, 3, 4, 4], [3, 3, 4, 4], [1, 1, 2, 2], [1, 1, 2, 2]]
    )


def test_links_of_a_dense_layer_that_sees_rows_are_its_weights() -> None:
    layer = Dense(2)
    Network(3, [layer])
    layer.weights[...] = [[1, -2, 3], [0, 5, -6]]
    np.testing.assert_allclose(link_strengths(layer, (3,), (2,)), layer.weights)


@pytest.mark.parametrize(
    ("shape", "groups"), [((2, 1, 2), [[0, 1], [2, 3]]), ((2, 2), [[0, 2], [1, 3]])]
)
def test_links_from_a_feature_are_the_root_mean_square_of_its_weights(
    shape: Shape, groups: list[list[int]]
) -> None:
    layer = Dense(1)
    Network(shape, [layer])
    layer.weights[...] = [[3, 4, -1, -7]]
    weights = layer.weights[0]
    expected = [
        np.sign(weights[group].sum()) * np.sqrt(np.mean(weights[group] ** 2)) for group in groups
    ]
    np.testing.assert_allclose(link_strengths(layer, shape, (1,))[0], expected, rtol=1e-6)


def test_biases_are_those_of_the_features() -> None:
    layer = Dense(2)
    Network(3, [layer])
    layer.bias[...] = [1, 2]
    np.testing.assert_array_equal(biases(layer, (2,)), [1, 2])


def test_a_dense_network_that_sees_rows_is_shown_over_the_plane() -> None:
    trainer = Trainer(
        Experiment(data=Data(name="iris"), features=(), layers=(DenseLayer(units=5),))
    )
    assert not by_example(trainer.network, trainer.data)
    shapes = shown_shapes(trainer.network, trainer.data)
    assert [features(shape) for shape in shapes] == [4, 5, 3]


def test_a_network_that_sees_pictures_is_shown_by_what_it_makes_of_one() -> None:
    trainer = digits()
    assert by_example(trainer.network, trainer.data)
    shapes = shown_shapes(trainer.network, trainer.data)
    assert [features(shape) for shape in shapes] == [1, 4, 10]


def test_the_first_training_example_is_looked_at_where_none_is_chosen() -> None:
    trainer = digits()
    subject = subject_of(trainer, SubjectOptions())
    assert subject.number == trainer.data.train.min()
    np.testing.assert_array_equal(subject.raw, trainer.data.inputs[:, subject.number])


def test_a_drawn_picture_is_brought_to_the_scale_of_the_data() -> None:
    trainer = digits()
    original = trainer.data.inputs[:, 7] * trainer.data.scale + trainer.data.mean
    subject = subject_of(trainer, SubjectOptions(values=original.tolist()))
    assert subject.number is None
    np.testing.assert_allclose(subject.raw, trainer.data.inputs[:, 7], atol=1e-12)


def test_a_picture_of_another_size_is_refused_with_the_right_one() -> None:
    with pytest.raises(NothingToSee, match="1 × 8 × 8 values, not 9"):
        subject_of(digits(), SubjectOptions(values=[0.0] * 9))


def test_an_own_sequence_may_lack_whole_steps_at_its_end_only() -> None:
    trainer = Trainer(Experiment(data=Data(name="vowels"), features=(), layers=(RNNLayer(),)))
    steps, values = trainer.data.shape

    def lacking(*missing: slice | tuple[int, int]) -> SubjectOptions:
        own = np.zeros((steps, values))
        for place in missing:
            own[place] = np.nan
        return SubjectOptions(values=[None if np.isnan(value) else value for value in own.flat])

    raw = subject_of(trainer, lacking(slice(5, None))).raw.reshape(steps, values)
    assert np.isnan(raw).all(axis=1).tolist() == [False] * 5 + [True] * (steps - 5)
    for options in (
        lacking(slice(None)),
        lacking(slice(2, 3)),
        lacking((steps - 1, 1)),
        lacking((steps - 1, 0)),
    ):
        with pytest.raises(NothingToSee, match="whole steps at its end"):
            subject_of(trainer, options)


def test_what_is_no_picture_cannot_be_drawn_and_what_is_no_text_cannot_be_typed() -> None:
    trainer = Trainer(Experiment())
    with pytest.raises(NothingToSee, match="neither pictures nor"):
        subject_of(trainer, SubjectOptions(values=[0.0, 1.0]))
    with pytest.raises(NothingToSee, match="not texts"):
        subject_of(trainer, SubjectOptions(text="abc"))


def test_the_network_lens_shows_the_chosen_picture_and_what_each_unit_makes_of_it() -> None:
    trainer = digits()
    options = {"example": 7, "resolution": 24}
    inputs, units = (
        lens.look(Look(trainer), lens.options.model_validate(options)).arrays
        for lens in (LENSES["inputs"], LENSES["network"])
    )
    assert inputs["maps"].shape == (1, 24, 24)
    scale = inputs["scales"][0]
    shown = (inputs["maps"][0, ::-3, ::3].astype(float) - 127) / 127 * scale
    expected = trainer.inputs(trainer.data.inputs[:, 7:8]).reshape(8, 8)
    np.testing.assert_allclose(shown, expected, atol=scale / 127)
    maps, scales = units["maps"], units["scales"]
    assert maps.shape == (4 + 10, 24, 24)
    trainer.network.forward(trainer.inputs(trainer.data.inputs[:, 7:8]))
    hidden = trainer.network.activations(0)[:, 0]
    values = (maps[:4, 0, 0].astype(float) - 127) / 127 * scales[:4]
    np.testing.assert_allclose(values, hidden, atol=scales[0] / 127)


def test_the_states_shown_are_those_of_the_example_whatever_others_looked_at() -> None:
    trainer = Trainer(
        Experiment(
            data=Data(name="recall", samples=20, length=5), features=(), layers=(RNNLayer(units=3),)
        )
    )
    lens = LENSES["network"]
    alone = lens.look(Look(trainer), lens.options()).arrays["maps"]
    look = Look(trainer)
    lens.look(look, lens.options())
    look.over_examples()
    np.testing.assert_array_equal(lens.look(look, lens.options()).arrays["maps"], alone)
