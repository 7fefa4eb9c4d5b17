"""A service whose bot is often in doubt."""

from collections.abc import Callable

from flows.protocol.needs import Entity, Intent, Met, Need, UnderstandingNeeded, Understood
from tests.flows.scenario import Chat, service_of

STATES = """
menu:
  say: "Harbour. 1 for prices."
  rules:
    - {hear: "1", say: "$120."}
    - {hear: [kids], say: "Kids are welcome."}
    - intent: {name: book_appointment, above: 0.7, label: {en: book an appointment, es: pedir una cita}}
      save: {day: day, city.to: place}
      go_to: booking
    - {intent: {name: opening_hours, label: opening hours}, say: "8 to 5."}
    - {intent: prices, say: "$120."}
    - {intent: tooth_pain, if: {known: contact.vip}, say: "Come at once."}
  no_match: {say: "Pardon?", times: 1, escalate: desk}
booking:
  say: "Which day{% if day is defined %}, {{ day }}{% endif %}?"
  answer: {type: date}
  end: true
"""
TEAMS = "teams: {desk: {}}"
HOURS_OR_BOOKING = Understood((Intent("opening_hours", 0.45), Intent("book_appointment", 0.4), Intent("prices", 0.05)))
DOUBTFUL_BOOKING = Understood(
    (Intent("book_appointment", 0.5), Intent("greet", 0.1)),
    (Entity("day", "friday"), Entity("city", "Albany", role="from"), Entity("city", "York", role="to")),
)


def bot(**meanings: Understood) -> Callable[[Need], Met]:
    """Understands texts by their words, with _ for a blank, and nothing else."""
    return lambda need: (
        meanings.get(need.text.replace(" ", "_"), Understood())
        if isinstance(need, UnderstandingNeeded)
        else Understood()
    )


def chat_of(states: str = STATES, head: str = TEAMS, **meanings: Understood) -> Chat:
    """In the middle of a conversation, so that nothing is an opening text."""
    chat = Chat(service_of(states, head))
    chat.says("hello there")
    chat.answers = bot(well=HOURS_OR_BOOKING, hm=DOUBTFUL_BOOKING, **meanings)
    return chat


def sure(intent: str, confidence: float = 0.95, *entities: Entity) -> Understood:
    return Understood((Intent(intent, confidence),), entities)
