"""What understands free text."""

import os

# Read when numpy is loaded. The matrices here are small: several threads would wait for each other most of the time,
# and on a busy machine without end (training took four times as long). Whoever sets it otherwise, has it so.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
