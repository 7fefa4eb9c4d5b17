"""Places texts by their words and parts of words, so that alike ones are close."""

import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.vectors.text_vectors import TextVectors
from flows.matching.utterance import utterance_of

HASH_BUCKETS = 4096
#: Of the letters that count as a part: word stems of several languages are about so long.
NGRAM_LENGTH = 4


def similarity_vectors(texts: Sequence[str], vectors: TextVectors | None) -> NDArray[np.float32]:
    """A row of length one for each text; by meaning where vectors are there, by letters where not."""
    return vectors.embed(texts) if vectors is not None else _ngram_vectors(texts)


def _ngram_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Rare parts count more: TF-IDF over the texts themselves."""
    counts = np.zeros((len(texts), HASH_BUCKETS), dtype=np.float32)
    for row, text in enumerate(texts):
        for part in _parts(text):
            counts[row, zlib.crc32(part.encode()) % HASH_BUCKETS] = 1
    rarity = np.log((1 + len(texts)) / (1 + counts.sum(axis=0))) + 1
    weighted: NDArray[np.float32] = (counts * rarity).astype(np.float32)
    lengths = np.linalg.norm(weighted, axis=1, keepdims=True)
    np.divide(weighted, lengths, out=weighted, where=lengths > 0)
    return weighted


def _parts(text: str) -> Iterator[str]:
    for word in utterance_of(text).words:
        yield word
        yield from (word[start : start + NGRAM_LENGTH] for start in range(len(word) - NGRAM_LENGTH + 1))
