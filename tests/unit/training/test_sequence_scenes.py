"""What the scenes with sequences teach; `python -m benchmarks.scenes` trains them to the end."""

from __future__ import annotations

from benchmarks import sequences


def test_a_cell_that_starts_by_keeping_remembers_where_a_plain_recurrent_layer_forgets() -> None:
    networks = ("RNN", "LSTM, forget bias 5")
    figures = sequences.memory_after_noise(range(5), updates=150, networks=networks)
    assert figures["RNN: median"] < 0.45
    assert figures["RNN: share that remembers"] <= 0.2
    assert figures["LSTM, forget bias 5: median"] > 0.95
    assert figures["LSTM, forget bias 5: share that remembers"] >= 0.6


def test_the_gradient_comes_back_to_the_symbol_only_where_the_cell_starts_by_keeping() -> None:
    figures = sequences.gradient_back_to_the_symbol(range(8))
    assert figures["RNN"] < 0.01
    assert figures["LSTM, forget bias 1"] < 0.01
    assert figures["LSTM, forget bias 5"] > 0.5


def test_an_lstm_hears_who_is_speaking() -> None:
    assert sequences.who_is_speaking(range(3))["mean"] > 0.93


def test_an_lstm_that_reads_names_learns_the_training_names_better_than_new_ones() -> None:
    figures = sequences.names_and_languages(range(1), epochs=10)
    assert figures["training"] > 0.85
    assert 0.6 < figures["test"] < figures["training"] - 0.1


def test_one_head_finds_the_card_that_is_asked_for() -> None:
    figures = sequences.attention_to_cards(range(8), after=(0, 100))
    assert figures["on the right card after 0"] < 0.25  # evenly over six steps it is a sixth
    assert figures["accuracy, lowest"] > 0.98
    assert figures["on the right card"] > 0.75
    assert figures["on the right card, lowest"] > 0.65


def test_a_transformer_turns_strings_round_by_looking_from_the_end() -> None:
    figures = sequences.strings_by_a_transformer(range(5), names=("turn-round",))
    assert figures["turn-round: lowest"] > 0.95
    assert figures["turn-round: on the letter that belongs"] > 0.7


def test_a_transformer_sorts_strings_by_looking_for_late_letters_at_late_places() -> None:
    figures = sequences.strings_by_a_transformer(range(3), updates=200, names=("sort",))
    assert figures["sort: lowest"] > 0.9
    assert figures["sort: letter of the first"] + 1 < figures["sort: letter of the last"]
