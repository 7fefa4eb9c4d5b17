"""The worker as tutorials write it: the conversation's state in Redis, the reply through the SDK."""

import os

from celery import Celery
from redis import Redis
from twilio.rest import Client

worker = Celery("tutorial", broker=os.environ["REDIS_URL"])
conversations = Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
client.api.base_url = os.environ["TWILIO_API_BASE"]

#: State → (what it says, the state after it); the same three questions as in service.yaml.
STATES = {
    "welcome": ("Welcome to Harbour Dental. What can we do for you?", "day"),
    "day": ("Which day suits you?", "booked"),
    "booked": ("You are booked. Reply to book again.", "welcome"),
}


def _answer(customer: str, line: str, text: str) -> None:
    key = f"conversation:{customer}"
    state = str(conversations.hget(key, "state") or "welcome")
    reply, after = STATES[state]
    conversations.hset(key, mapping={"state": after, "last_text": text})
    client.messages.create(to=customer, from_=line, body=reply)


answer = worker.task(_answer, name="answer", ignore_result=True)
