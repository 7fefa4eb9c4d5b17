"""What the bot makes of a text: as it is typed, told, and written into a scenario."""

from typing import Any, Final

from flows.protocol.needs import Intent, Understood

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
    if understood.out_of_scope:
        return "nothing that it knows"
    return " or ".join(f"{each.name} ({each.confidence:g})" for each in understood.intents)


def meaning_as_stub(understood: Understood) -> dict[str, Any]:
    if understood.out_of_scope:
        return {"out_of_scope": True}
    ranked = [{"intent": each.name, "confidence": each.confidence} for each in understood.intents]
    return ranked[0] if len(ranked) == 1 else {"intents": ranked}
