"""Finds codes that differ from the annotated ones in their figures only: after `[A1001](booking)` also "a2044"."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.entities.folded_text import FoldedText

_CHUNK: Final = re.compile(r"[^\s,;!?()\"']+")
_FIGURES: Final = re.compile(r"[0-9]+")
_AT_THE_END: Final = ".:-"


@dataclass(slots=True)
class _Shape:
    """Codes that differ in their figures only."""

    entities: Counter[str] = field(default_factory=Counter)
    #: How many figures there have been in each group of them, at least and at most.
    lengths: list[tuple[int, int]] = field(default_factory=list)

    def add(self, entity: str, lengths: list[int]) -> None:
        self.entities[entity] += 1
        before = self.lengths or [(length, length) for length in lengths]
        self.lengths = [
            (min(least, length), max(most, length)) for (least, most), length in zip(before, lengths, strict=True)
        ]

    def fits(self, lengths: list[int]) -> bool:
        return all(least <= length <= most for (least, most), length in zip(self.lengths, lengths, strict=True))


class WordShapes:
    """The shapes of annotated codes: figures with letters or signs. Figures alone tell nothing."""

    def __init__(self) -> None:
        self._shapes: dict[str, _Shape] = defaultdict(_Shape)

    def learn(self, written: str, entity: str) -> None:
        """Add the shape of an annotated word that is a code."""
        chunks = [match[0] for match in _CHUNK.finditer(FoldedText(written).folded)]
        shape = _FIGURES.sub("0", chunks[0]) if len(chunks) == 1 else ""
        if "0" in shape and shape != "0":
            self._shapes[shape].add(entity, _lengths(chunks[0]))

    def find(self, text: FoldedText) -> Iterator[tuple[int, int, str]]:
        """Each code in a text: where it begins and ends in the written text, and the entity."""
        if not self._shapes or _FIGURES.search(text.folded) is None:
            return
        for match in _CHUNK.finditer(text.folded):
            chunk = match[0].rstrip(_AT_THE_END)
            shape = self._shapes.get(_FIGURES.sub("0", chunk))
            if shape is not None and shape.fits(_lengths(chunk)):
                ((entity, _),) = shape.entities.most_common(1)
                yield (*text.place(match.start(), match.start() + len(chunk)), entity)


def _lengths(chunk: str) -> list[int]:
    return [len(figures) for figures in _FIGURES.findall(chunk)]
