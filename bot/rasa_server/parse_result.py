"""What a Rasa server is told of a text, and what it made of it, in the words of a flow."""

from bot.rasa_server.rasa_messages import ParsedEntity, ParsedIntent, ParseResult
from flows.protocol.needs import Entity, Intent, Understood

#: Ranked first when the server's FallbackClassifier takes no intent for sure.
NLU_FALLBACK = "nlu_fallback"


def without_command(text: str) -> str:
    """The text, without any slash that it begins with.

    Rasa takes a text that begins with a slash, after any white space, as an intent of full confidence and its entities
    as found: /restart, /book_appointment{"day": "monday"}. A second slash in front helps with a whole model; one that
    was trained to understand only takes even that.
    """
    if not text.lstrip().startswith("/"):
        return text
    while (shorter := text.lstrip().lstrip("/")) != text:
        text = shorter
    return text


def understood(parsed: ParseResult, *, left_out: int = 0) -> Understood:
    """Intents and entities; `left_out` characters of the text's beginning were not sent."""
    ranking = parsed.intent_ranking or (parsed.intent or ParsedIntent(),)
    return Understood(
        intents=tuple(
            Intent(ranked.name, _confidence(ranked))
            for ranked in ranking
            if ranked.name and ranked.name != NLU_FALLBACK
        ),
        entities=tuple(_entity(found, left_out) for found in _distinct(parsed.entities)),
        out_of_scope=ranking[0].name in (NLU_FALLBACK, None),
    )


def _confidence(ranked: ParsedIntent) -> float:
    """Between 0 and 1, which sums of single precision may miss by a little."""
    return min(max(ranked.confidence, 0.0), 1.0)


def _distinct(entities: tuple[ParsedEntity, ...]) -> list[ParsedEntity]:
    """Several extractors find the same: DIETClassifier and RegexEntityExtractor, say. The first is kept."""
    found: dict[tuple[object, ...], ParsedEntity] = {}
    for entity in entities:
        place = (entity.start, entity.end) if entity.start is not None else (repr(entity.value),)
        found.setdefault((entity.entity, entity.role, entity.group, *place), entity)
    return list(found.values())


def _entity(found: ParsedEntity, left_out: int) -> Entity:
    return Entity(
        name=found.entity,
        value=found.value,
        start=None if found.start is None else found.start + left_out,
        end=None if found.end is None else found.end + left_out,
        role=found.role,
        group=found.group,
    )
