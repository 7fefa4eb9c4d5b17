"""Segments are counted as the provider counts them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.text.segments import GSM_BASIC, GSM_EXTENSION, Encoding, Segmentation, count

#: Gathered from the tests of Twilio's SDKs and of its segment calculator (MIT); `meta` in the file names the commits.
VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "data" / "twilio_vectors.json").read_text("utf-8"))
FAMILY = "👨‍👩‍👧"
SEGMENTATION = [vector for group in ("vectors", "derived") for vector in VECTORS["segmentation"][group]]


@pytest.mark.parametrize("vector", SEGMENTATION, ids=lambda vector: vector["id"])
def test_a_text_takes_as_many_segments_as_twilio_says(vector: dict[str, Any]) -> None:
    counted = count(vector["body"])
    assert counted.segments == vector.get("segments", 1)
    assert counted.encoding == vector.get("encoding", counted.encoding)
    assert counted.units == vector.get("units", _units_of(vector, counted))


def _units_of(vector: dict[str, Any], counted: Segmentation) -> int:
    bits_each = 7 if counted.encoding is Encoding.GSM_7 else 16
    return int(vector.get("message_bits", counted.units * bits_each)) // bits_each


def test_the_alphabets_are_those_of_gsm_7() -> None:
    assert set(VECTORS["gsm7"]["basic"]) == set(GSM_BASIC)
    assert set(VECTORS["gsm7"]["extension"]) == set(GSM_EXTENSION)


@pytest.mark.parametrize(
    ("why", "text", "expected"),
    [
        ("a lone surrogate is one unit", "\ud800", Segmentation(Encoding.UCS_2, 1, 1)),
        ("a grapheme wider than a segment is cut", "e" + "\u0301" * 134, Segmentation(Encoding.UCS_2, 3, 135)),
        ("a family is kept whole", "á" * 66 + FAMILY + "á" * 60, Segmentation(Encoding.UCS_2, 3, 134)),
    ],
)
def test_what_the_vectors_leave_open(why: str, text: str, expected: Segmentation) -> None:
    assert count(text) == expected


@given(st.text(st.sampled_from(GSM_BASIC), max_size=700))
def test_plain_text_takes_160_septets_or_153_a_part(text: str) -> None:
    assert count(text).segments == (1 if len(text) <= 160 else -(-len(text) // 153))


@given(st.text(max_size=300), st.text(max_size=50))
def test_a_longer_text_never_takes_fewer_segments_in_the_same_alphabet(text: str, more: str) -> None:
    shorter, longer = count(text), count(text + more)
    assert longer.encoding is not shorter.encoding or longer.segments >= shorter.segments


@given(st.text(st.characters(codec="utf-16"), max_size=400))
def test_the_segments_have_room_for_all_units(text: str) -> None:
    counted = count(text)
    room = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}[counted.encoding]
    assert counted.segments * room >= counted.units
