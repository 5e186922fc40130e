"""A Telegram desk that answers citizens in the elections office's own words."""

import os

# Matrices here are small: threads of numpy's BLAS cost more time than they save, and memory too.
# Read once, when numpy is first imported, so it stands before everything else.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
