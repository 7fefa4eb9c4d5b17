"""Rules that hear what another rule has heard before them."""

from collections.abc import Iterable, Iterator
from typing import Final

from flows.authoring.lint.finding import Finding, Linted
from flows.matching.opt_out_words import OptOutWord, classify
from flows.matching.utterance import utterance_of
from flows.model.flow import Rule, Rules
from flows.model.transition_list import lists_of_rules
from flows.source.document import Map, Path, Sequence

_MEANINGS: Final = {OptOutWord.STOP: "opts the customer out", OptOutWord.HELP: "is answered with your help text"}


def shadowed_rules(linted: Linted) -> Iterator[Finding]:
    """A rule that is never taken: the ones above it hear all of its words."""
    for path, rules in lists_of_rules(linted.service):
        for number, rule in enumerate(rules.rules):
            earlier = [_heard_before(rules, word, number) for word in rule.hear]
            if earlier and None not in earlier:
                first = min(each for each in earlier if each is not None)
                yield Finding(
                    (*path, number), f"this rule is never taken: rule {first + 1} hears all of its words first"
                )


def overlapping_keywords(linted: Linted) -> Iterator[Finding]:
    """A word that is heard by another rule first."""
    for path, rules in lists_of_rules(linted.service):
        for number, rule in enumerate(rules.rules):
            earlier = [_heard_before(rules, word, number) for word in rule.hear]
            if None in earlier:
                yield from _each_overlap(rule, earlier, (*path, number, "hear"), "rule")
            if path != ("keywords",):
                common = [_heard_before(linted.service.keywords, word) for word in rule.hear]
                yield from _each_overlap(rule, common, (*path, number, "hear"), "keyword")


def _each_overlap(rule: Rule, earlier: Iterable[int | None], path: Path, kind: str) -> Iterator[Finding]:
    for number, (word, other) in enumerate(zip(rule.hear, earlier, strict=True)):
        if other is not None:
            yield Finding((*path, number), f'"{word}" is heard by {kind} {other + 1} first')


def _heard_before(rules: Rules, word: str, number: int | None = None) -> int | None:
    """The first rule above `number` that takes a word whatever the situation; all of them without a number."""
    found = rules.index.find(utterance_of(word))
    above = (each for each in found if number is None or each < number)
    return next((each for each in above if rules.rules[each].condition is None), None)


def reserved_words(linted: Linted) -> Iterator[Finding]:
    """A keyword or choice that no flow ever hears: law and carriers say what it means."""
    for path, word in _words_listened_for(linted.document.root, ()):
        if (meaning := _MEANINGS.get(classify(word) or OptOutWord.START)) is not None:
            yield Finding(path, f'"{word}" is never heard here: it {meaning}')


def _words_listened_for(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """What is written under `hear`, and the choices of answers."""
    if isinstance(value, Map):
        for key, item in value.items():
            if key in ("hear", "choices", "label"):
                yield from _texts(item, (*path, key))
            yield from _words_listened_for(item, (*path, key))
    elif isinstance(value, Sequence):
        for number, item in enumerate(value):
            yield from _words_listened_for(item, (*path, number))


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Sequence):
        yield from (((*path, number), item) for number, item in enumerate(value) if isinstance(item, str))


def intents_before_words(linted: Linted) -> Iterator[Finding]:
    """A rule by words below one by intent: words are tried first, so they had better stand first."""
    for path, rules in lists_of_rules(linted.service):
        first = next((number for number, rule in enumerate(rules.rules) if rule.intent is not None), None)
        for number, rule in enumerate(rules.rules):
            if first is not None and number > first and rule.hear:
                yield Finding(
                    (*path, number), f"words are tried before intents: write this rule above rule {first + 1}"
                )
