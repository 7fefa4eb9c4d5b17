"""Random input against whatever reads input: a million in `make proof`, a few thousand in every run.

Each module is one target: it makes inputs and gives them to the real code. `runner.py` counts, times and weighs.
"""
