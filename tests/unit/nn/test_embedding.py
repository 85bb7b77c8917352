import numpy as np
import pytest

from app.nn import LSTM, Dense, Embedding, Network, ShapeError
from tests.gradients import BATCH, check

TOKENS = np.random.default_rng(0).integers(0, 6, (5, BATCH)).astype(np.float64)


@pytest.mark.parametrize("lengths", [None, [5, 1, 2, 3, 4, 5, 1]])
def test_gradient(lengths: list[int] | None) -> None:
    layers = [Embedding(3, 6), LSTM(3), Dense(1)]
    check(layers, shape=(5,), x=TOKENS.copy(), lengths=lengths, to_inputs=False)


def table() -> Network:
    network = Network(4, [Embedding(2, 3)], np.float64)
    # The vectors of the tokens 0, 1, 2 are (1, 10), (2, 20), (3, 30).
    network.params[...] = [1, 2, 3, 10, 20, 30]
    return network


def test_every_token_is_given_its_vector_step_by_step() -> None:
    answers = table().forward(np.array([[2.0], [0.0], [2.0], [1.0]]))
    assert answers[:, 0].tolist() == [3, 30, 1, 10, 3, 30, 2, 20]


def test_after_the_end_comes_zero_and_not_the_vector_of_token_0() -> None:
    answers = table().forward(np.array([[0.0], [1.0], [np.nan], [np.nan]]))
    assert answers[:, 0].tolist() == [1, 10, 2, 20, 0, 0, 0, 0]


def test_the_gradient_of_a_vector_is_the_sum_over_the_steps_with_its_token() -> None:
    network = table()
    network.forward(np.array([[2.0], [0.0], [2.0], [np.nan]]))
    gradient = network.backward(np.arange(8.0)[:, np.newaxis], to_inputs=True)
    # Token 2 stands at steps 0 and 2, with the gradients (0, 1) and (4, 5).
    assert network.grads.reshape(2, 3).tolist() == [[2, 0, 4], [3, 0, 6]]
    assert gradient is not None
    assert not gradient.any()


def test_parameters_have_the_axes_they_name() -> None:
    layer = Embedding(2, 3)
    network = Network(4, [layer])
    assert layer.shape == (4, 2)
    assert layer.parameters()["weights"].shape == (2, 3)
    assert layer.axes == {"weights": ("out", "in")}
    assert network.weight_mask().all()


def test_what_is_not_tokens_is_refused_in_words() -> None:
    with pytest.raises(ShapeError, match=r"needs tokens.*a sequence of 4 steps of 2 values"):
        Network((4, 2), [Embedding(2, 3)])
    with pytest.raises(ValueError, match="needs units and tokens"):
        Embedding(2, 0)
