"""Segments, against the vectors of Twilio's own calculator."""

import json
from pathlib import Path

import pytest

from router.emulator.account.segment_count import count_segments

VECTOR_FILE = Path(__file__).parents[2] / "data" / "twilio_vectors.json"
SEGMENTATION = json.loads(VECTOR_FILE.read_text("utf-8"))["segmentation"]
CASES = [
    (vector["body"], vector["segments"])
    for group in ("vectors", "derived")
    for vector in SEGMENTATION[group]
    if "segments" in vector
]


@pytest.mark.parametrize(("text", "segments"), CASES)
def test_a_text_costs_what_twilio_counts(text: str, segments: int) -> None:
    assert count_segments(text) == segments
