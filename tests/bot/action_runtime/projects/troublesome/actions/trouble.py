"""Actions that do what an author's code may do by mistake."""

import asyncio
import os
import sys
import time
from pathlib import Path
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

Domain = dict[str, Any]
Events = list[dict[str, Any]]


class Named(Action):
    """Named for its class: `Raises` is `action_raises`."""

    def name(self) -> str:
        return f"action_{type(self).__name__.lower()}"


class Greets(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        dispatcher.utter_message(text=f"Hello {tracker.get_slot('name')}, from {domain['from']}")
        return [SlotSet("greeted", value=True)]


class Waits(Named):
    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        await asyncio.sleep(0.01)
        return [SlotSet("waited", value=True)]


class Key(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        return [SlotSet("key", tracker.latest_message["metadata"]["idempotency_key"])]


class Environment(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        return [SlotSet("names", sorted(os.environ)), SlotSet("folder", str(Path.cwd()))]


class Process(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        return [SlotSet("process", os.getpid())]


class Raises(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        raise ValueError(tracker.latest_message["text"])


class Rejects(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        raise ActionExecutionRejection(self.name())


class Hangs(Named):
    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        await asyncio.Event().wait()
        return []


class Blocks(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        time.sleep(10)
        return []


class Spins(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        while True:
            pass


class Exits(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        sys.exit(3)


class Dies(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        os._exit(0)


class Sentence(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        return "all good"  # type: ignore[return-value]


class Unnamed(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        return [{"slot": "name"}]


class Unspeakable(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        return [SlotSet("thing", object())]


class Endless(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        loop: list[Any] = []
        loop.append(loop)
        return [SlotSet("thing", loop)]


class Talks(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        return [SlotSet("thing", "x" * 2**21)]


class Prints(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        for descriptor in (1, 2):
            os.write(descriptor, b"\x00\x00\x00\x02{}" * 1000)
        print("garbage" * 1000)
        return [SlotSet("printed", value=True)]


class Devours(Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        eaten = []
        while True:
            eaten.append(bytearray(2**24))


class Forks(Named):
    """Both come back from `run`."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        return [SlotSet("forked", os.fork() != 0)]


class ValidateVisitForm(FormValidationAction):
    def name(self) -> str:
        return "validate_visit_form"

    def validate_day(self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Domain:
        return {"day": None if value == "Sunday" else value}
