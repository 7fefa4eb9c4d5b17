"""Who runs on which core: what is measured on the first, what loads it on the second.

Without this the load would take its processor time from the server that it measures. With `unpinned`, or where there
is one core or no way to choose (macOS), everything runs where the system likes.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_chosen: dict[str, int] = {}


def choose(*, unpinned: bool) -> str:
    """Decide once, before anything starts; the sentence for the table."""
    available = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if unpinned or len(available) < 2:
        return "nothing is pinned to a core"
    _chosen.update(server=available[0], load=available[1])
    return f"servers pinned to core {available[0]}, load and stub provider to core {available[1]}"


def stay_on(part: str) -> None:
    """Pin this process, and what it starts, to the core of "server" or "load"."""
    if part in _chosen:
        os.sched_setaffinity(0, {_chosen[part]})


@contextmanager
def children_on(part: str) -> Iterator[None]:
    """Processes started in this block inherit the core."""
    if part not in _chosen:
        yield
        return
    before = os.sched_getaffinity(0)
    stay_on(part)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
