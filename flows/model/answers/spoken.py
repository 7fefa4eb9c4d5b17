"""The languages in which an answer is read."""

from collections.abc import Mapping

from flows.matching.calendar_vocabulary import CalendarWords
from flows.model.situation import Situation
from flows.text.localized_text import primary


def words_spoken(
    words: Mapping[str, CalendarWords], languages: tuple[str, ...], situation: Situation
) -> list[CalendarWords]:
    """The words of the customer's language, then of the service's."""
    tried = dict.fromkeys(primary(language) for language in (situation.language, *languages))
    return [words[language] for language in tried if language in words]
