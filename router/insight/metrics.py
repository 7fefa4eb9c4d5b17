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
