"""Hidden Layers: watch a neural network's hidden layers learn."""

import os

# Threads inside BLAS make products of small matrices tens of times slower; the limit is read
# once, when NumPy loads, so it is set before anything of ours imports NumPy.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

__version__ = "0.1.0"
