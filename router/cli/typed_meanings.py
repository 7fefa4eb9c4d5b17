"""What the bot makes of a text: as it is typed, told, and written into a scenario."""

from collections.abc import Iterator
from typing import Any, Final

from flows.engine.intent_selection import MIN_OFFERED_CONFIDENCE
from flows.protocol.needs import Entity, Intent, Understood
from flows.types.values import plain, typed

_DEFAULT_CONFIDENCE: Final = 0.95
OUT_OF_SCOPE: Final = Understood(out_of_scope=True)


def meaning_typed(line: str) -> Understood | None:
    """`book 0.5 hours 0.45`: the likeliest first, each with how sure the bot is; None when it is not that."""
    intents: list[Intent] = []
    is_named = False
    for word in line.split():
        confidence = _confidence(word)
        if confidence is None:
            intents.append(Intent(word, _DEFAULT_CONFIDENCE))
        elif is_named and 0 <= confidence <= 1:
            intents[-1] = Intent(intents[-1].name, confidence)
        else:
            return None
        is_named = confidence is None
    return Understood(tuple(sorted(intents, key=lambda each: -each.confidence))) if intents else None


def _confidence(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None


def meaning_told(understood: Understood) -> str:
    """The likeliest intent with its confidence and what was found, on one line."""
    found = ", ".join(f"{_named(each)} {plain(typed(each.value))}" for each in understood.entities)
    return _meant(understood) + (f"; it finds {found}" if found else "")


def _meant(understood: Understood) -> str:
    if understood.out_of_scope:
        return "nothing that it knows"
    return " or ".join(f"{each.name} ({round(each.confidence, 3):g})" for each in _likely(understood))


def meaning_as_stub(understood: Understood) -> dict[str, Any]:
    """As a scenario's `bot:` has it."""
    if understood.problem is not None:
        return {"fails": understood.problem}
    stub = {"out_of_scope": True} if understood.out_of_scope else _ranked(understood)
    # Of two of a kind a scenario can name one; a flow saves the first.
    entities = {_named(each): each.value for each in reversed(understood.entities)}
    return {**stub, "entities": entities} if entities else stub


def _ranked(understood: Understood) -> dict[str, Any]:
    ranked = [{"intent": each.name, "confidence": round(each.confidence, 3)} for each in _likely(understood)]
    return ranked[0] if len(ranked) == 1 else {"intents": ranked}


def _likely(understood: Understood) -> Iterator[Intent]:
    """What a flow can make anything of: the likeliest, and what is worth a question."""
    return (each for n, each in enumerate(understood.intents) if n == 0 or each.confidence >= MIN_OFFERED_CONFIDENCE)


def _named(entity: Entity) -> str:
    return entity.name if entity.role is None else f"{entity.name}.{entity.role}"
