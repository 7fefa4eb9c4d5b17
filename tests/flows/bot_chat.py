"""Services whose bot acts, and a customer who texts them; the bot does as a test says."""

from flows import Service
from flows.protocol.bot_turns import (
    BotDeed,
    BotTurn,
    BotTurnNeeded,
)
from flows.protocol.effects import AskBot
from flows.protocol.events import CallAnswered
from flows.protocol.needs import Intent, Understood
from tests.flows.scenario import Chat, service_of

HEAD = """
keywords: [{hear: agent, escalate: {}}, {hear: address, say: "12 Harbour St."}, {hear: menu, go_to: ask}]
teams: {desk: {}, experts: {}}
"""

MEANS_NOTHING = Understood(out_of_scope=True)

ACTION = """
ask:
  say: "Which order?"
  answer: {type: number, save: order}
  go_to: look

look:
  say: "One moment."
  call:
    action: action_order_status
    with: {order: "{{ order }}", about: "order {{ order }}", deep: true}
    within: 10s
    save: found
    failed: {say: "No luck.", go_to: ask}
  go_to: told

told:
  say: "It is {{ found.status }}."
  answer: {type: text, save: note}
  end: true
"""

FORM = """
ask:
  say: "Shall we book?"
  answer: {type: yes/no}
  go_to: book

book:
  say: "A few questions."
  form:
    name: appointment_form
    with: {channel: "{{ conversation.channel }}"}
    save: {day: day, time: hour}
    within: 3s
    left: {say: "Another time, then.", go_to: ask}
  rules:
    - {hear: price, say: "It is $80."}
    - {hear: later, go_to: ask}
  no_match: {say: "Please answer.", times: 1, escalate: {team: experts, reason: lost}}
  silence: {after: 30m, say: "Still there?"}
  checks:
    - {if: {equals: {day: sunday}}, say: "We are closed on Sundays.", go_to: ask}
  go_to: booked

booked:
  say: "See you on {{ day }} at {{ hour }}."
  end: true
"""

ANSWERS = """
ask:
  say: "How can we help?"
  bot: {answers: true, save: {topic: topic}, within: 4s}
  rules:
    - {hear: book, go_to: done}
    - {intent: tooth_pain, say: "That sounds painful.", escalate: {team: experts, priority: urgent}}
  no_match: {say: "Sorry?", times: 1, escalate: {team: experts, reason: lost}}
  silence: {after: 30m, say: "Still there?"}

done:
  say: "Bye{% if topic is defined %}, {{ topic }}{% endif %}."
  end: true
"""

SHIPPING = """
parley: 1
brand: {name: Test}
senders: {"+12125550101": {flow: booking}}
flows:
  booking:
    start: book
    states:
      book: {form: appointment_form, end: true}
  shipping:
    on_event: shipped
    start: told
    states:
      told: {say: "Your order is on its way."}
"""


class BotChat(Chat):
    """A chat in which the bot takes its turns when told to, and understands nothing unless told what."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self.answers = lambda _: MEANS_NOTHING

    @property
    def asked(self) -> AskBot:
        return next(effect for effect in self.effects if isinstance(effect, AskBot))

    @property
    def need(self) -> BotTurnNeeded:
        return self.asked.need

    @property
    def deed(self) -> BotDeed:
        return self.need.deed

    def bot(self, result: BotTurn) -> list[str]:
        """The turn that is waited for is over; what the customer is told."""
        assert self.conversation is not None
        return self.happens(CallAnswered(self.conversation.wait, result))

    def knowing(self, **intents: float) -> "BotChat":
        """The bot takes every text for these."""
        likeliest = tuple(Intent(name, sure) for name, sure in intents.items())
        self.answers = lambda need: Understood(likeliest)
        return self


def chat_with(states: str, *texts: str) -> BotChat:
    chat = BotChat(service_of(states, HEAD))
    for text in texts:
        chat.says(text)
    return chat
