"""Attention: the map, and the products that one row of it comes from."""

import numpy as np
import pytest

from app.experiment import Experiment
from app.lenses import Arrays, Look, NothingToSee
from app.lenses.attention import LENS, AttentionOptions
from app.training import Trainer

CARDS = "#v=1&data=cards&samples=1000&optimizer=adam&lr=0.02&batch=50&layers=attention({})"


def trained(options: str, epochs: int = 2) -> Trainer:
    trainer = Trainer(Experiment.from_link(CARDS.format(options)))
    trainer.run(epochs=epochs)
    return trainer


def look(trainer: Trainer, **options: object) -> Arrays:
    return LENS.look(Look(trainer), AttentionOptions.model_validate(options))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_a_row_is_the_softmax_of_its_products(temperature: float) -> None:
    trainer = trained(f"2,width:6,output:last,temperature:{temperature}")
    arrays = look(trainer, head=1, step=5, example=3).arrays
    products = arrays["keys"] @ arrays["query"] / np.sqrt(6) / temperature
    np.testing.assert_allclose(arrays["scores"], products, rtol=1e-5)
    expected = np.exp(products) / np.exp(products).sum()
    np.testing.assert_allclose(arrays["attention"][1, 5], expected, atol=1e-6)


def test_a_causal_step_looks_at_itself_and_before_only() -> None:
    arrays = look(trained("1,causal:1"), step=2).arrays
    assert np.triu(arrays["attention"][0], 1).max() == 0
    np.testing.assert_allclose(arrays["attention"].sum(axis=2), 1, atol=1e-5)


def test_cards_are_named_by_key_and_value() -> None:
    words = look(trained("1", 0), example=0).meta["words"]
    assert len(words) == 6
    assert all(len(word) == 2 for word in words)
    assert words[-1][1] == "?"


def test_once_learned_the_question_looks_at_the_card_with_its_key() -> None:
    # Seeds from which one head of 12 learns the cards; the scene counts them over many.
    trainer = trained("1,width:12,output:last", 40)
    assert trainer.metrics()["test_accuracy"] > 0.9
    right = 0
    for example in range(50):
        seen = look(trainer, example=example)
        keys = [word[0] for word in seen.meta["words"]]
        right += keys[int(seen.arrays["attention"][0, -1, :-1].argmax())] == keys[-1]
    assert right > 45


def test_a_network_without_attention_is_told_so() -> None:
    with pytest.raises(NothingToSee, match="attends"):
        look(Trainer(Experiment()))
