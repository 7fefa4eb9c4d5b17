"""What Parley counts, for Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

WEBHOOKS = Counter("parley_webhooks_total", "Webhooks answered, by kind and HTTP status.", ["kind", "status"])
EVENTS_HANDLED = Counter(
    "parley_events_handled_total", "Events handled, by the rung of the ladder that took them.", ["rung"]
)
EVENTS_SET_ASIDE = Counter("parley_events_set_aside_total", "Events that failed too often and wait for a human.")
SUBMISSIONS = Counter("parley_submissions_total", "Calls to the provider, by outcome.", ["outcome"])
SUBMISSION_SECONDS = Histogram("parley_submission_seconds", "How long the provider took to answer a submission.")
BREAKER_OPEN = Gauge("parley_breaker_open", "1 while the provider is not called because its calls fail.")
BUSINESS_CALLS = Counter(
    "parley_business_calls_total", "Calls of business systems, by HTTP method and outcome.", ["method", "outcome"]
)
BUSINESS_CALL_SECONDS = Histogram("parley_business_call_seconds", "How long business systems took to answer a call.")
BOT_QUESTIONS = Counter(
    "parley_bot_questions_total",
    "Texts that the bot was asked about, by engine and what came of it: understood, out_of_scope, unavailable.",
    ["engine", "outcome"],
)
BOT_TURNS = Counter(
    "parley_bot_turns_total",
    "The bot's own turns (actions, forms, answers), by engine and outcome.",
    ["engine", "outcome"],
)
BOT_SECONDS = Histogram(
    "parley_bot_seconds",
    "How long the bot took to say what a text means.",
    ["engine"],
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
