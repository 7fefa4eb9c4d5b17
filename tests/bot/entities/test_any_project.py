"""Whatever a project and a text hold, entities stand in their order and apart from each other."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.entities.entity_extractor import EntityExtractor
from bot.training_data import Annotation, Example, TrainingData

NOW = datetime(2026, 3, 3, tzinfo=UTC)
NAMES = ("day", "number", "money", "phone", "email", "time", "x", "y")

names = st.sampled_from(NAMES)
pieces = st.text(max_size=12) | st.sampled_from(
    [
        "9:00",
        "1/2",
        "$5",
        "friday",
        "a@b.co",
        "+12125550123",
        "AB12",
        " ",
        "ß",
        "ﬁ",
        "İ",
        "👩‍⚕️",
        "e\u0301",
        "\u200d",
        "1️⃣",
    ]
)
patterns = st.sampled_from([r"\d+", "a*", "(?=x)x", "(", r"\w+ß"])


@st.composite
def examples(draw: st.DrawFn) -> Example:
    """Pieces of text, some of them marked."""
    text, annotations = "", []
    for is_marked, piece in draw(st.lists(st.tuples(st.booleans(), pieces), max_size=5)):
        if is_marked and piece:
            value, role = draw(st.none() | pieces), draw(st.none() | names)
            annotations.append(Annotation(draw(names), len(text), len(text) + len(piece), value, role))
        text += piece
    return Example(text, draw(names), tuple(annotations))


projects = st.builds(
    TrainingData,
    st.lists(examples(), max_size=5).map(tuple),
    st.dictionaries(pieces, pieces, max_size=3),
    st.dictionaries(names, st.lists(pieces, max_size=3).map(tuple), max_size=2),
    st.dictionaries(names, st.lists(patterns, max_size=2).map(tuple), max_size=2),
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    projects,
    st.lists(pieces, max_size=6).map(" ".join),
    st.none() | names,
    st.sampled_from(["en", "es", "xx", ""]),
    st.none() | st.just(NOW),
)
def test_entities_stand_in_order_and_apart(
    data: TrainingData, text: str, asked: str | None, language: str, now: datetime | None
) -> None:
    found = EntityExtractor(data, frozenset(NAMES)).extract(text, language, "x", asked, now=now, country="US")
    edges = [0]
    for entity in found:
        if entity.start is not None and entity.end is not None:
            assert edges[-1] <= entity.start < entity.end <= len(text)
            edges.append(entity.end)
