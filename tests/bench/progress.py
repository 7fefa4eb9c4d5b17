"""One line for each thing measured, with the seconds since the start."""

from time import monotonic

_BEGAN = monotonic()


def tell(sentence: str) -> None:
    print(f"{monotonic() - _BEGAN:5.0f} s  {sentence}", flush=True)
