"""Compiles typed answers."""

from collections.abc import Callable, Mapping
from typing import Final

from flows.compiler.answer_limits import day_limits, number_limits, time_limits
from flows.compiler.built_in import calendar_words, currencies, yes_no_words
from flows.compiler.country_names import check_country, check_currency
from flows.compiler.grammar.answer_parts import AnswerKind, AnswerPart, ChoicePart
from flows.compiler.keyword_compiler import compile_pattern
from flows.compiler.scope import Scope
from flows.compiler.text_compiler import check_savable, compile_present_text, compile_text
from flows.matching.yes_no import YesNo
from flows.model.answer_type import Answer, AnswerType
from flows.model.answers.choice_answer import ChoiceAnswer, FoundChoiceAnswer, YesNoAnswer
from flows.model.answers.contact_answer import EmailAnswer, PhoneAnswer, PostcodeAnswer
from flows.model.answers.date_answer import DateAnswer, TimeAnswer
from flows.model.answers.media_answer import LocationAnswer, MediaAnswer
from flows.model.answers.number_answer import MoneyAnswer, NumberAnswer
from flows.model.answers.text_answer import PatternAnswer, TextAnswer
from flows.source.document import Path
from flows.text.localized_text import Text
from flows.text.template import MAX_TEXT_LENGTH

#: The keys of an answer that only some types have.
_KEYS: Final[Mapping[str, tuple[AnswerKind, ...]]] = {
    "choices": ("choice",),
    "from": ("number", "money", "date", "time"),
    "to": ("number", "money", "date", "time"),
    "within": ("date",),
    "pattern": ("text", "postcode"),
    "country": ("phone", "postcode"),
    "currency": ("money",),
    "kind": ("media",),
    "among": ("choice", "text", "number", "money", "date", "time"),
}


def compile_answer(part: AnswerPart | None, path: Path, scope: Scope) -> Answer | None:
    """What a state waits for; None where it waits for no answer."""
    if part is None:
        return None
    _check(part, path, scope)
    labels = tuple(
        compile_present_text(choice.label, (*path, "choices", number, "label"), scope)
        for number, choice in enumerate(part.choices or ())
    )
    compiled = _compiled(part, labels, path, scope)
    listed = part.type == "choice" if part.listed is None else part.listed
    return Answer(
        type=compiled,
        save=part.save,
        retry=compile_text(part.retry, (*path, "retry"), scope),
        listed=labels if listed else (),
        lists_found=part.among is not None and listed,
        among=part.among,
        pattern=compiled.pattern if isinstance(compiled, PatternAnswer) else None,
    )


def _check(part: AnswerPart, path: Path, scope: Scope) -> None:
    if part.save is not None:
        check_savable(part.save, (*path, "save"), scope)
    is_whole = not scope.is_damaged((*path, "choices"))
    if part.type == "choice" and is_whole and bool(part.choices) is bool(part.among):
        scope.complain(path, 'a choice needs "choices", or the saved list that it is "among"', "bad-answer")
    if part.listed is not None and part.type != "choice" and part.among is None:
        problem = f'"list" is for "choice", and for answers "among" a saved list, not for "{part.type}"'
        scope.document.complain((*path, "list"), problem, "bad-answer", at_key=True)
    if part.among is not None:
        scope.check_value((*path, "among"), part.among, at_key=False)
    _check_choices(part.choices or [], (*path, "choices"), scope)
    for key in part.model_dump(exclude_unset=True, by_alias=True):
        kinds = _KEYS.get(key)
        if kinds is not None and part.type not in kinds:
            scope.document.complain((*path, key), _misplaced(key, kinds, part.type), "bad-answer", at_key=True)


def _misplaced(key: str, kinds: tuple[AnswerKind, ...], kind: AnswerKind) -> str:
    *others, last = (f'"{kind}"' for kind in kinds)
    fitting = f"{', '.join(others)} and {last}" if others else last
    return f'"{key}" is for {fitting}, not for "{kind}"'


def _check_choices(choices: list[ChoicePart], path: Path, scope: Scope) -> None:
    if sum(len(label) + len("99 \n") for choice in choices for label in choice.label.values()) > MAX_TEXT_LENGTH:
        scope.complain(path, "the choices are longer than a text can be", "bad-answer")
    for number, choice in enumerate(choices):
        if any("{" in label for label in choice.label.values()):
            scope.complain((*path, number), "a choice is heard as it is written: no {{ }} in it", "bad-answer")


def _text(part: AnswerPart, path: Path, scope: Scope) -> AnswerType:
    if part.pattern is None:
        return TextAnswer()
    pattern = compile_pattern(part.pattern, (*path, "pattern"), scope)
    return TextAnswer() if pattern is None else PatternAnswer(pattern)


def _postcode(part: AnswerPart, path: Path, scope: Scope) -> AnswerType:
    check_country(part.country, (*path, "country"), scope)
    pattern = None if part.pattern is None else compile_pattern(part.pattern, (*path, "pattern"), scope)
    return PostcodeAnswer(part.country) if pattern is None else PatternAnswer(pattern, retry="retry_postcode")


def _phone(part: AnswerPart, path: Path, scope: Scope) -> AnswerType:
    check_country(part.country, (*path, "country"), scope)
    return PhoneAnswer(part.country)


def _money(part: AnswerPart, path: Path, scope: Scope) -> AnswerType:
    check_currency(part.currency, (*path, "currency"), scope)
    return MoneyAnswer(currencies(), part.currency, number_limits(part, path, scope))


def _date(part: AnswerPart, path: Path, scope: Scope) -> AnswerType:
    least, most = day_limits(part, path, scope)
    return DateAnswer(calendar_words(), (scope.language, *scope.languages), least, most)


def yes_no_in(languages: tuple[str, ...]) -> YesNo:
    """The words for yes and no in any of these languages."""
    spoken = [words for language, words in yes_no_words().items() if language in languages]
    return YesNo.of(*([word for words in spoken for word in words[meaning]] for meaning in ("yes", "no")))


def _compiled(part: AnswerPart, labels: tuple[Text, ...], path: Path, scope: Scope) -> AnswerType:
    match part.type:
        case "choice":
            return FoundChoiceAnswer(part.among) if part.among else _choice(part.choices or [], labels)
        case "number":
            return NumberAnswer(number_limits(part, path, scope))
        case "time":
            return TimeAnswer(calendar_words(), scope.languages, time_limits(part, path, scope))
        case "yes/no":
            return YesNoAnswer(yes_no_in(scope.languages))
        case "media":
            return MediaAnswer(part.media)
        case "email":
            return EmailAnswer()
        case "location":
            return LocationAnswer()
        case "text" | "money" | "date" | "phone" | "postcode":
            return _TYPES[part.type](part, path, scope)


_TYPES: Final[Mapping[AnswerKind, Callable[[AnswerPart, Path, Scope], AnswerType]]] = {
    "text": _text,
    "money": _money,
    "date": _date,
    "phone": _phone,
    "postcode": _postcode,
}


def _choice(choices: list[ChoicePart], labels: tuple[Text, ...]) -> ChoiceAnswer:
    words = [
        [*(template.source for template in label.by_language.values()), *choice.hear]
        for choice, label in zip(choices, labels, strict=True)
    ]
    return ChoiceAnswer.of([choice.value or next(iter(choice.label.values())) for choice in choices], words)
