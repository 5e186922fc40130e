"""A Telegram desk that answers citizens in the elections office's own words."""

import gc
import os

# Matrices here are small: threads of numpy's BLAS cost more time than they save, and memory too.
# Read once, when numpy is first imported, so it stands before everything else.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Objects made since the last look for circles among them. Answers make hardly any (511 in 9,000),
# each look at all goes through the whole knowledge, and the start is a twentieth quicker for it.
gc.set_threshold(10_000)
