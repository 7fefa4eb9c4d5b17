"""Compiles typed answers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

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
from flows.text.template import MAX_TEXT_LENGTH


def compile_answer(part: AnswerPart | None, path: Path, scope: Scope) -> Answer | None:
    """What a state waits for; None where it waits for no answer."""
    if part is None:
        return None
    _check(part, path, scope)
    labels = tuple(
        compile_present_text(choice.label, (*path, "choices", number, "label"), scope)
        for number, choice in enumerate(part.choices or ())
    )
    compiled = TYPES[part.type].compile(part, path, scope)
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
        kinds = [kind for kind, compiler in TYPES.items() if key in compiler.keys]
        if kinds and part.type not in kinds:
            scope.document.complain((*path, key), _misplaced(key, kinds, part.type), "bad-answer", at_key=True)


def _misplaced(key: str, kinds: Sequence[AnswerKind], kind: AnswerKind) -> str:
    *others, last = (f'"{kind}"' for kind in kinds)
    fitting = f"{', '.join(others)} and {last}" if others else last
    return f'"{key}" is for {fitting}, not for "{kind}"'


def _check_choices(choices: list[ChoicePart], path: Path, scope: Scope) -> None:
    if sum(len(label) + len("99 \n") for choice in choices for label in choice.label.values()) > MAX_TEXT_LENGTH:
        scope.complain(path, "the choices are longer than a text can be", "bad-answer")
    for number, choice in enumerate(choices):
        if any("{" in label for label in choice.label.values()):
            scope.complain((*path, number), "a choice is heard as it is written: no {{ }} in it", "bad-answer")


def _choice(part: AnswerPart, _path: Path, _scope: Scope) -> AnswerType:
    if part.among:
        return FoundChoiceAnswer(part.among)
    choices = part.choices or []
    values = [choice.value or next(iter(choice.label.values())) for choice in choices]
    return ChoiceAnswer.of(values, [[*choice.label.values(), *choice.hear] for choice in choices])


def _text(part: AnswerPart, path: Path, scope: Scope) -> AnswerType:
    if part.pattern is None:
        return TextAnswer()
    pattern = compile_pattern(part.pattern, (*path, "pattern"), scope)
    return TextAnswer() if pattern is None else PatternAnswer(pattern)


def _number(part: AnswerPart, path: Path, scope: Scope) -> AnswerType:
    return NumberAnswer(calendar_words(), scope.languages, number_limits(part, path, scope))


def _money(part: AnswerPart, path: Path, scope: Scope) -> AnswerType:
    check_currency(part.currency, (*path, "currency"), scope)
    return MoneyAnswer(currencies(), part.currency, number_limits(part, path, scope))


def _date(part: AnswerPart, path: Path, scope: Scope) -> AnswerType:
    least, most = day_limits(part, path, scope)
    return DateAnswer(calendar_words(), (scope.language, *scope.languages), least, most)


def _time(part: AnswerPart, path: Path, scope: Scope) -> AnswerType:
    return TimeAnswer(calendar_words(), scope.languages, time_limits(part, path, scope))


def _phone(part: AnswerPart, path: Path, scope: Scope) -> AnswerType:
    check_country(part.country, (*path, "country"), scope)
    return PhoneAnswer(part.country)


def _email(_part: AnswerPart, _path: Path, _scope: Scope) -> AnswerType:
    return EmailAnswer()


def _postcode(part: AnswerPart, path: Path, scope: Scope) -> AnswerType:
    check_country(part.country, (*path, "country"), scope)
    pattern = None if part.pattern is None else compile_pattern(part.pattern, (*path, "pattern"), scope)
    return PostcodeAnswer(part.country) if pattern is None else PatternAnswer(pattern, retry="retry_postcode")


def _yes_no(_part: AnswerPart, _path: Path, scope: Scope) -> AnswerType:
    return YesNoAnswer(yes_no_in(scope.languages))


def yes_no_in(languages: tuple[str, ...]) -> YesNo:
    """The words for yes and no in any of these languages."""
    spoken = [words for language, words in yes_no_words().items() if language in languages]
    return YesNo.of(*([word for words in spoken for word in words[meaning]] for meaning in ("yes", "no")))


def _media(part: AnswerPart, _path: Path, _scope: Scope) -> AnswerType:
    return MediaAnswer(part.media)


def _location(_part: AnswerPart, _path: Path, _scope: Scope) -> AnswerType:
    return LocationAnswer()


class _Compiler(NamedTuple):
    """How a type of answer is compiled, and which of the keys it has that not every type has."""

    compile: Callable[[AnswerPart, Path, Scope], AnswerType]
    keys: tuple[str, ...] = ()


#: Every type of answer (CONTRIBUTING.md, "To add a type of answer").
TYPES: Final[Mapping[AnswerKind, _Compiler]] = {
    "choice": _Compiler(_choice, ("choices", "among")),
    "text": _Compiler(_text, ("pattern", "among")),
    "number": _Compiler(_number, ("from", "to", "among")),
    "money": _Compiler(_money, ("from", "to", "currency", "among")),
    "date": _Compiler(_date, ("from", "to", "within", "among")),
    "time": _Compiler(_time, ("from", "to", "among")),
    "phone": _Compiler(_phone, ("country",)),
    "email": _Compiler(_email),
    "postcode": _Compiler(_postcode, ("pattern", "country")),
    "yes/no": _Compiler(_yes_no),
    "media": _Compiler(_media, ("kind",)),
    "location": _Compiler(_location),
}
