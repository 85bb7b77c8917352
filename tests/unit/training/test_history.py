from __future__ import annotations

import numpy as np
import pytest

from app.training import History, Mark

VALUES = (0.5, 0.6, 0.0, 0.7, 0.8)


def recorded(epochs: int, limit: int = 10) -> History:
    history = History(limit)
    for epoch in range(epochs + 1):
        if history.due(epoch):
            history.record(epoch * 25, epoch, VALUES)
    return history


@pytest.mark.parametrize("epochs", [0, 5, 10, 11, 57, 1000])
def test_points_are_the_multiples_of_a_power_of_two_and_never_more_than_the_limit(
    epochs: int,
) -> None:
    history = recorded(epochs)
    assert len(history) <= 10
    stride = history.stride
    assert stride & (stride - 1) == 0
    assert history.columns()["epoch"].tolist() == list(range(0, epochs + 1, stride))


def test_columns_are_named_by_the_score_and_of_one_length() -> None:
    columns = recorded(3).columns("r2")
    assert list(columns) == [
        "update",
        "epoch",
        "train_loss",
        "test_loss",
        "penalty",
        "train_r2",
        "test_r2",
    ]
    assert {len(column) for column in columns.values()} == {4}
    assert columns["update"].tolist() == [0, 25, 50, 75]
    assert columns["test_r2"].dtype == np.float32


def test_an_epoch_recorded_again_replaces_what_stood_there_and_after() -> None:
    history = recorded(5)
    history.record(60, 2, VALUES)
    assert history.columns()["epoch"].tolist() == [0, 1, 2]
    assert history.columns()["update"].tolist() == [0, 25, 60]


def test_dragging_one_control_at_one_update_leaves_one_mark() -> None:
    history = History()
    history.mark(Mark(10, 0.4, "learning rate 0.1", 0.5, 0.5, "training.learning_rate"))
    history.mark(Mark(10, 0.4, "learning rate 0.2", 0.5, 0.4, "training.learning_rate"))
    history.mark(Mark(11, 0.4, "learning rate 0.3", 0.4, 0.4, "training.learning_rate"))
    assert [(mark.text, mark.before, mark.after) for mark in history.marks] == [
        ("learning rate 0.2", 0.5, 0.4),
        ("learning rate 0.3", 0.4, 0.4),
    ]


def test_the_oldest_marks_go_first() -> None:
    history = History(marks=2)
    for update in range(4):
        history.mark(Mark(update, 0.0, "edit", 1.0, 1.0))
    assert [mark.update for mark in history.marks] == [2, 3]


def test_two_units_added_at_one_update_leave_two_marks() -> None:
    history = History()
    for _ in range(2):
        history.mark(Mark(5, 0.2, "+1 unit", 0.5, 0.5))
    assert len(history.marks) == 2


def test_what_arrays_give_restores_the_same_history() -> None:
    history = recorded(57)
    other = History(10)
    other.restore(**history.arrays(), stride=history.stride, marks=[])
    for name, column in history.columns().items():
        assert np.array_equal(column, other.columns()[name])
    assert other.due(64) == history.due(64)
