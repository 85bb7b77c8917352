"""Through time: states, gates, the answer so far, and the gradient on its way back."""

import numpy as np
import pytest

from app.experiment import Experiment
from app.lenses import LENSES, Arrays, Look, NothingToSee
from app.lenses.one_layer import OneLayerOptions
from app.lenses.through_time import LENS
from app.training import Trainer

MEMORY = "#v=1&data=recall&noise=80&samples=400&batch=40&optimizer=adam&lr=0.01&layers="


def trained(layer: str, epochs: int = 2) -> Trainer:
    trainer = Trainer(Experiment.from_link(MEMORY + layer))
    trainer.run(epochs=epochs)
    return trainer


def look(trainer: Trainer, **options: object) -> Arrays:
    return LENS.look(Look(trainer), OneLayerOptions.model_validate(options))


def test_states_follow_from_the_gates() -> None:
    # c = f·c' + i·g and h = o·tanh c (Hochreiter and Schmidhuber, 1997; Gers and others, 2000).
    arrays = look(trained("lstm(6)"), example=2).arrays
    enter, forget, candidate, leave = arrays["gates"]
    before = np.vstack((np.zeros((1, 6)), arrays["cell"][:-1]))
    np.testing.assert_allclose(arrays["cell"], forget * before + enter * candidate, atol=1e-5)
    np.testing.assert_allclose(arrays["hidden"], leave * np.tanh(arrays["cell"]), atol=1e-5)


def test_the_last_answer_is_that_of_the_whole_example() -> None:
    trainer = trained("gru(5)")
    seen = look(trainer, example=7)
    expected = trainer.loss.confidence(trainer.outputs(trainer.data.inputs[:, 7:8]))
    np.testing.assert_allclose(seen.arrays["answers"][:, -1], expected[:, 0], atol=1e-6)
    np.testing.assert_allclose(seen.arrays["answers"].sum(axis=0), 1, atol=1e-5)
    assert seen.meta["gates"] == ["reset gate", "update gate", "candidate"]


def test_what_comes_after_a_step_does_not_change_the_answer_so_far() -> None:
    trainer = trained("rnn(5)")
    values = look(trainer, example=3).arrays["answers"]
    raw = trainer.data.inputs[:, 3] * trainer.data.scale + trainer.data.mean
    raw[8 * 4 :] = 0.5
    other = look(trainer, values=raw.tolist()).arrays["answers"]
    np.testing.assert_allclose(other[:, :8], values[:, :8], atol=1e-6)
    assert np.abs(other[:, -1] - values[:, -1]).max() > 1e-3


def test_the_gradient_fades_in_a_plain_network_and_not_where_nothing_is_forgotten() -> None:
    # Before anything is learned, at the first of 21 steps compared with the last.
    plain = look(trained("rnn(16)", 0)).arrays["flow"]
    gated = look(trained("lstm(16,forget:5)", 0)).arrays["flow"]
    assert plain[20] / plain[0] < 0.2 * gated[20] / gated[0]


def test_symbols_are_named_and_noise_is_not() -> None:
    trainer = trained("rnn(3)", 0)
    words = look(trainer, example=0).meta["words"]
    assert words[0] in trainer.data.classes
    assert set(words[1:]) == {""}


def test_a_network_without_recurrence_is_told_so() -> None:
    with pytest.raises(NothingToSee, match="recurrent"):
        look(Trainer(Experiment()))


def test_the_network_shows_the_state_of_every_unit_over_all_steps() -> None:
    trainer = trained("lstm(6)")
    lens = LENSES["network"]
    seen = lens.look(Look(trainer), lens.options.model_validate({"example": 2, "resolution": 21}))
    assert seen.meta["units"] == [6, 4]
    states = look(trainer, example=2).arrays["hidden"]
    maps = seen.arrays["maps"][:6].astype(float)
    shown = (maps[:, 0] - 127) / 127 * seen.arrays["scales"][:6, np.newaxis]
    np.testing.assert_allclose(shown, states.T, atol=0.01)
