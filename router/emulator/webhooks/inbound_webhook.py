"""Calling the service with a customer's text, and its fallback when that comes to nothing."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from router.emulator.account.emulated_message import Report
from router.emulator.webhooks.twiml import Reply, TwimlError, read_replies
from router.emulator.webhooks.webhook_client import Answer, Webhooks


class Target(Struct, frozen=True):
    """Where a text goes."""

    url: str
    fallback_url: str = ""


class Outcome(Struct, frozen=True):
    """How each call went, and what the customer is told."""

    reports: Sequence[Report]
    replies: Sequence[Reply] = ()


async def call_service(webhooks: Webhooks, target: Target, fields: Mapping[str, str]) -> Outcome:
    first = _read(await webhooks.post(target.url, fields))
    code = first.reports[0].error_code
    if code is None or not target.fallback_url:
        return first
    # ErrorUrl says what could not be fetched or executed.
    failure = {"ErrorCode": str(code), "ErrorUrl": target.url.partition("#")[0]}
    second = _read(await webhooks.post(target.fallback_url, {**fields, **failure}))
    return Outcome([*first.reports, *second.reports], second.replies)


def _read(answer: Answer) -> Outcome:
    try:
        replies = [] if answer.reason else read_replies(answer)
    except TwimlError as error:
        return Outcome([Report("received", answer.http_status, str(error), error.code)])
    return Outcome([Report("received", answer.http_status, answer.reason, answer.error_code)], replies)
