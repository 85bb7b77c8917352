"""The update in plain C, compiled on the spot where the machine has a compiler."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.bench.missing import Missing
from app.bench.problem import EXAMPLES, RATE, Problem

if TYPE_CHECKING:
    from app.nn import Array

SOURCE = Path(__file__).with_name("step.c")
# As -ffast-math, which would also change how the whole process rounds tiny numbers.
FAST = ("-fno-math-errno", "-fno-signed-zeros", "-fno-trapping-math", "-fassociative-math")
FLAGS = ("-O3", "-march=native", *FAST, "-shared", "-fPIC")
COMPILE_SECONDS = 60


@cache
def library() -> ctypes.CDLL:
    """Compile and load the step; raises Missing where that is not possible."""
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        raise Missing("there is no C compiler (cc) here")
    with tempfile.TemporaryDirectory(prefix="hidden-layers-") as folder:
        target = Path(folder) / "step.so"
        command = [compiler, *FLAGS, str(SOURCE), "-o", str(target), "-lm"]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=COMPILE_SECONDS)
            # Once loaded, the file is not needed any more.
            return ctypes.CDLL(str(target))
        except (OSError, subprocess.SubprocessError) as error:
            raise Missing(f"the C compiler failed ({type(error).__name__})") from None


class PlainC:
    """Trains a problem with `step.c`."""

    def __init__(self, problem: Problem) -> None:
        self._train = library().train
        self._sizes = np.array(problem.sizes, np.int32)
        self._problem = problem
        self._order = np.concatenate(problem.batches).astype(np.int32)
        rng = np.random.default_rng(0)
        count = sum(
            after * (before + 1)
            for before, after in zip(problem.sizes[:-1], problem.sizes[1:], strict=True)
        )
        self.params: Array = rng.uniform(-0.5, 0.5, count).astype(np.float32)
        self._moments = np.zeros(2 * count, np.float32) if problem.optimizer == "adam" else None
        self._updates = 0

    def run(self, updates: int) -> None:
        """Make so many updates."""
        problem = self._problem
        self._train(
            _pointer(self._sizes),
            len(problem.sizes) - 1,
            problem.batch,
            _pointer(problem.inputs),
            _pointer(problem.targets),
            EXAMPLES,
            _pointer(self._order),
            _pointer(self.params),
            None if self._moments is None else _pointer(self._moments),
            ctypes.c_float(RATE),
            ctypes.c_long(self._updates),
            updates,
        )
        self._updates += updates


def _pointer(array: np.ndarray[Any, Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
