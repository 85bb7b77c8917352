"""The small pictures of the data sets that are kept in a file."""

import json

import numpy as np
import pytest

from app.data import DATASETS
from app.web.thumbnails import kept, make, thumbnail


def test_every_data_set_and_no_other_has_a_picture_that_is_kept() -> None:
    assert list(kept()) == list(DATASETS)


@pytest.mark.parametrize("name", DATASETS)
def test_what_is_kept_is_what_would_be_made_now(name: str) -> None:
    # Another machine may round the last digit of a principal direction otherwise.
    now = json.loads(json.dumps(make(name)))
    there = thumbnail(name)
    assert {key: len(each) for key, each in now.items()} == {
        key: len(each) for key, each in there.items()
    }
    assert (now["words"], now["cells"]) == (there["words"], there["cells"])
    np.testing.assert_allclose(now["points"], there["points"], atol=0.02)
