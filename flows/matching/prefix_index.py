"""Words known by how they begin."""

from flows.matching.utterance import Utterance


class Prefixes:
    """Looks up as many beginnings of each word as there are lengths of prefixes, not as there are prefixes."""

    def __init__(self) -> None:
        self._rules: dict[str, list[int]] = {}
        self._lengths: list[int] = []

    def add(self, prefix: str, rule: int) -> None:
        self._rules.setdefault(prefix, []).append(rule)
        self._lengths = sorted({len(prefix) for prefix in self._rules})

    def find(self, utterance: Utterance, found: set[int]) -> None:
        for word in utterance.words:
            for length in self._lengths:
                if length > len(word):
                    break
                found.update(self._rules.get(word[:length], ()))
