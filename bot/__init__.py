"""A Telegram desk that answers citizens in the elections office's own words."""

import gc
import os

from bot.heap import hold

# Matrices here are small: threads of numpy's BLAS cost more time than they save, and memory too.
# Read once, when numpy is first imported, so it stands before everything else.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Objects made since the last look for circles among them. Answers make none (0 in 30,000), and each
# look goes through all that hundreds of citizens wait for, each look at all through the whole
# knowledge: after 10,000 objects it took a twentieth of the processor.
gc.set_threshold(100_000)
hold()
