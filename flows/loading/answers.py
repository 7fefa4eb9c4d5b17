"""Compiles typed answers."""

from flows.answers import Answer, AnswerType, ChoiceAnswer, NumberAnswer, TextAnswer, YesNoAnswer
from flows.hearing.keywords import KeywordIndex
from flows.hearing.words import words_of
from flows.hearing.yes_no import YesNo
from flows.loading.built_in import yes_no_words
from flows.loading.document import Path
from flows.loading.grammar.answers import AnswerPart, ChoicePart
from flows.loading.scope import Scope
from flows.loading.texts import check_savable, compile_present_text, compile_text
from flows.texts.template import LONGEST_TEXT
from flows.texts.text import Text


def compile_answer(part: AnswerPart | None, path: Path, scope: Scope) -> Answer | None:
    """What a state waits for; None where it waits for no answer."""
    if part is None:
        return None
    _check(part, path, scope)
    labels = tuple(
        compile_present_text(choice.label, (*path, "choices", number, "label"), scope)
        for number, choice in enumerate(part.choices or ())
    )
    return Answer(
        type=_type(part, labels, scope),
        save=part.save,
        retry=compile_text(part.retry, (*path, "retry"), scope),
        listed=labels if part.listed else (),
    )


def _check(part: AnswerPart, path: Path, scope: Scope) -> None:
    if part.save is not None:
        check_savable(part.save, (*path, "save"), scope)
    if (part.type == "choice") is not bool(part.choices):
        problem = 'a choice needs "choices"' if part.type == "choice" else f'"{part.type}" takes no "choices"'
        scope.complain(path, problem, "bad-answer")
    _check_choices(part.choices or [], (*path, "choices"), scope)
    for key, limit in (("from", part.least), ("to", part.most)):
        if limit is not None and part.type != "number":
            scope.complain((*path, key), f'"{key}" is for numbers, not for "{part.type}"', "bad-answer")


def _check_choices(choices: list[ChoicePart], path: Path, scope: Scope) -> None:
    if sum(len(label) + len("99 \n") for choice in choices for label in choice.label.values()) > LONGEST_TEXT:
        scope.complain(path, "the choices are longer than a text can be", "bad-answer")
    for number, choice in enumerate(choices):
        if any("{" in label for label in choice.label.values()):
            scope.complain((*path, number), "a choice is heard as it is written: no {{ }} in it", "bad-answer")


def _type(part: AnswerPart, labels: tuple[Text, ...], scope: Scope) -> AnswerType:
    match part.type:
        case "text":
            return TextAnswer()
        case "number":
            return NumberAnswer(part.least, part.most)
        case "yes/no":
            return YesNoAnswer(_yes_no(scope.languages))
        case "choice":
            return _choice(part.choices or [], labels)


def _yes_no(languages: tuple[str, ...]) -> YesNo:
    spoken = [words for language, words in yes_no_words().items() if language in languages]
    return YesNo.of(*([word for words in spoken for word in words[meaning]] for meaning in ("yes", "no")))


def _choice(choices: list[ChoicePart], labels: tuple[Text, ...]) -> ChoiceAnswer:
    keywords = [
        [str(number), *(template.source for template in label.by_language.values()), *choice.hear]
        for number, (choice, label) in enumerate(zip(choices, labels, strict=True), start=1)
    ]
    values = tuple(choice.value or next(iter(choice.label.values())) for choice in choices)
    exact = {tuple(words_of(word)): number for number, words in enumerate(keywords) for word in words[1:]}
    return ChoiceAnswer(values, KeywordIndex(keywords), exact)
