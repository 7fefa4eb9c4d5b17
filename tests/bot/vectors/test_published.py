"""The vectors of the real packages, where they are installed, against those of their own libraries.

`references.json` was computed once with sentence-transformers (PyTorch) and with wordllama's tokenizer and weights.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from bot.vectors.vector_tiers import VectorsNotInstalled
from bot.vectors.vectors_package import vectors_for

REFERENCES = json.loads((Path(__file__).parent / "references.json").read_text("utf-8"))


@pytest.mark.parametrize(("tier", "dimensions"), [("static", 256), ("accurate", 384)])
def test_vectors_are_those_of_the_library_that_published_them(tier: str, dimensions: int) -> None:
    try:
        vectors = vectors_for(tier)
    except VectorsNotInstalled as missing:
        pytest.skip(str(missing))
    assert vectors is not None
    rows = vectors.embed(REFERENCES["texts"])
    assert rows.shape == (len(REFERENCES["texts"]), dimensions)
    assert np.allclose(rows[:, :8], REFERENCES[tier]["first"], atol=1e-5)
    assert np.allclose(rows @ rows.T, REFERENCES[tier]["cosines"], atol=1e-5)
