"""The ladder: who is asked to take a text, in the order of trial.

Rule 1: the order stands here and nowhere else. `step` climbs this table, `parley explain` counts its rungs, and the
table of docs/DESIGN.md, which gives the reasons, is tested against it. No rung has a number of its own.

Rule 2: a handler takes the text and says as which rung, or says None and leaves what the customer meets to those below.
Most leave the turn as they found it then. Two do not: `find_conversation` opens the one that the text belongs to, and
`keep_for_burst` drops the pieces before a text that is complete in itself.

Rule 3: the last rung takes whatever is left, so that nobody is met with silence.

CONTRIBUTING.md says how to add one.
"""

from typing import Final

from flows.engine.bot_texts import answer_bots_question, choose_button, let_bot_answer
from flows.engine.conversation_opening import answer_opt_out, find_conversation, ignore_suppressed
from flows.engine.disambiguation import take_offered_intent
from flows.engine.handoff import pass_to_human
from flows.engine.intent_rules import take_intent
from flows.engine.resumption import keep_for_call
from flows.engine.state_rules import (
    enter_start,
    reenter_state,
    retry,
    take_answer,
    take_flow_rule,
    take_service_keyword,
    take_state_rule,
    take_too_late,
)
from flows.engine.timers import keep_for_burst
from flows.engine.turn import Ladder
from flows.protocol.outcome import Rung

LADDER: Final = Ladder(
    (
        # Whatever the flow, and whoever has the conversation.
        (Rung.OPT_OUT, answer_opt_out),
        (Rung.SUPPRESSED, ignore_suppressed),
        # Which conversation, and who has it.
        (Rung.REOPENED, find_conversation),
        (Rung.HUMAN, pass_to_human),
        # What the flow hears, wherever it is.
        (Rung.BURST, keep_for_burst),
        (Rung.KEYWORD, take_service_keyword),
        (Rung.CALLING, keep_for_call),
        # The question that is open.
        (Rung.TOO_LATE, take_too_late),
        (Rung.ENTERED, reenter_state),
        (Rung.INTENT, take_offered_intent),
        (Rung.BOT, choose_button),
        (Rung.RULE, take_state_rule),
        (Rung.ANSWER, take_answer),
        (Rung.RULE, take_flow_rule),
        (Rung.BOT, answer_bots_question),
        # What the bot makes of it.
        (Rung.INTENT, take_intent),
        (Rung.BOT, let_bot_answer),
        # Nobody takes it.
        (Rung.ENTERED, enter_start),
        (Rung.NO_MATCH, retry),
    ),
    unanswered=frozenset({Rung.OPT_OUT, Rung.SUPPRESSED, Rung.HUMAN, Rung.BURST, Rung.CALLING}),
)
