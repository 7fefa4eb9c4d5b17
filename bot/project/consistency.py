"""Checks that the parts of a project know each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.project.domain import Domain
from bot.project.domain_reader import DomainReader
from bot.project.nlu_reader import NluReader
from bot.project.notes import Notes
from bot.project.rules import ActionStep, IntentStep, LoopStep, Rule, SlotsStep
from flows.source.did_you_mean import did_you_mean
from flows.source.document import Mark

#: What every bot of Rasa can do and knows, without its domain saying so.
DEFAULT_ACTIONS: Final = frozenset(
    {
        "action_listen", "action_restart", "action_session_start", "action_default_fallback",
        "action_deactivate_loop", "action_revert_fallback_events", "action_default_ask_affirmation",
        "action_default_ask_rephrase", "action_two_stage_fallback", "action_back", "action_unlikely_intent",
        "action_extract_slots", "...",
    }
)  # fmt: skip
_DEFAULT_INTENTS: Final = frozenset({"restart", "back", "session_start", "nlu_fallback", "out_of_scope"})
_DEFAULT_SLOTS: Final = frozenset({"requested_slot", "session_started_metadata"})
_DEFAULT_FORMS: Final = frozenset({"two_stage_fallback", "action_two_stage_fallback"})


@dataclass(frozen=True, slots=True)
class ConsistencyCheck:
    """Everything that was read, before it is a project."""

    read: DomainReader
    nlu: NluReader
    rules: tuple[Rule, ...]
    notes: Notes

    def check(self) -> None:
        """Complain of all that does not fit together."""
        domain = self.read.domain
        self._check_intents(domain)
        self._check_examples(domain)
        self._check_retrieval(domain)
        self._check_forms(domain)
        self._check_mappings(domain)
        self._check_actions(domain)
        for rule in self.rules:
            self._check_rule(rule, domain)

    def _check_intents(self, domain: Domain) -> None:
        bases = {intent.partition("/")[0]: mark for intent, mark in reversed(self.nlu.intents_at.items())}
        for intent, mark in bases.items():
            if intent not in domain.intents:
                hint = did_you_mean(intent, domain.intents)
                message = f'intent "{intent}" is not in the domain{hint}: list it there below "intents"'
                self.notes.warn(mark, message, "unknown-intent")
        for intent, mark in self.read.intents.items():
            if intent not in bases and intent not in _DEFAULT_INTENTS:
                message = f'intent "{intent}" has no examples{did_you_mean(intent, bases.keys() - {*domain.intents})}'
                self.notes.warn(mark, message, "no-examples")

    def _check_examples(self, domain: Domain) -> None:
        told: set[str] = set()
        first: dict[str, tuple[str, Mark]] = {}
        for example in self.nlu.examples:
            mark = Mark(example.file, example.line, 1)
            for name in {annotation.entity for annotation in example.annotations} - {*domain.entities} - told:
                told.add(name)
                hint = did_you_mean(name, domain.entities)
                message = f'entity "{name}" is not in the domain{hint}: list it there below "entities"'
                self.notes.warn(mark, message, "unknown-entity")
            intent, there = first.setdefault(example.text.casefold(), (example.intent, mark))
            if intent != example.intent:
                message = f'the same text is an example of "{intent}" in {there.file}:{there.line}'
                self.notes.warn(mark, message, "two-intents")

    def _check_retrieval(self, domain: Domain) -> None:
        """A sub-intent is answered by the response of its name."""
        for intent, mark in self.nlu.intents_at.items():
            if "/" in intent and f"utter_{intent}" not in domain.responses:
                message = f'intent "{intent}" has no response: write one called utter_{intent}'
                self.notes.warn(mark, message, "no-response")
        for name in domain.responses:
            intent = name.removeprefix("utter_")
            if "/" in intent and intent not in self.nlu.intents_at:
                subs = [each for each in self.nlu.intents_at if "/" in each]
                message = f'response "{name}" is for intent "{intent}", which has no examples'
                self.notes.warn(self._place("response", name), message + did_you_mean(intent, subs), "unknown-intent")

    def _check_forms(self, domain: Domain) -> None:
        for name, form in domain.forms.items():
            mark = self._place("form", name)
            for slot in form.required_slots:
                if slot not in domain.slots:
                    message = f'form "{name}" asks for slot "{slot}", which the domain does not have'
                    self.notes.error(mark, message + did_you_mean(slot, domain.slots), "unknown-slot")
                elif not domain.slots[slot].mappings:
                    message = f'form "{name}" asks for slot "{slot}", which nothing fills: it has no mappings'
                    self.notes.warn(mark, message, "no-mapping")
            self._warn_unknown("intent", form.ignored_intents, (*domain.intents, *_DEFAULT_INTENTS), mark)

    def _check_mappings(self, domain: Domain) -> None:
        for name, slot in domain.slots.items():
            mark = self._place("slot", name)
            for mapping in slot.mappings:
                self._warn_unknown("entity", [mapping.entity] if mapping.entity else [], domain.entities, mark)
                known = (*domain.intents, *_DEFAULT_INTENTS)
                self._warn_unknown("intent", (*mapping.intents, *mapping.not_intents), known, mark)
                loops = [each.active_loop for each in mapping.conditions if each.active_loop]
                self._warn_unknown("form", loops, (*domain.forms, *_DEFAULT_FORMS), mark)

    def _check_actions(self, domain: Domain) -> None:
        for action, mark in self.read.actions.items():
            if action.startswith("utter_") and action not in domain.responses and not self._is_retrieval(action):
                message = f'there is no response "{action}"{did_you_mean(action, domain.responses)}'
                self.notes.warn(mark, message, "no-response")

    def _check_rule(self, rule: Rule, domain: Domain) -> None:
        mark = Mark(rule.file, rule.line, 1)
        for step in (*rule.condition, *rule.steps):
            match step:
                case ActionStep(name) if not self._can_do(name, domain):
                    known = (*domain.actions, *domain.responses, *domain.forms, *DEFAULT_ACTIONS)
                    message = f'rule "{rule.name}": the domain has no action "{name}"{did_you_mean(name, known)}'
                    self.notes.error(mark, message, "unknown-action")
                case IntentStep(intents):
                    bases = [intent.partition("/")[0] for intent in intents]
                    self._warn_unknown("intent", bases, (*domain.intents, *_DEFAULT_INTENTS), mark)
                case LoopStep(str(name)):
                    self._warn_unknown("form", [name], (*domain.forms, *_DEFAULT_FORMS), mark)
                case SlotsStep(values):
                    self._warn_unknown("slot", values, (*domain.slots, *_DEFAULT_SLOTS), mark)

    def _can_do(self, action: str, domain: Domain) -> bool:
        own = action in domain.actions or action in domain.responses or action in domain.forms
        return own or action in DEFAULT_ACTIONS or self._is_retrieval(action)

    def _is_retrieval(self, action: str) -> bool:
        """`utter_faq` answers `faq/…`."""
        intent = action.removeprefix("utter_")
        return intent != action and any(each.startswith(f"{intent}/") for each in self._sub_intents())

    def _sub_intents(self) -> Iterator[str]:
        yield from (intent for intent in self.nlu.intents_at if "/" in intent)
        yield from (name.removeprefix("utter_") for name in self.read.responses if "/" in name)

    def _warn_unknown(
        self, kind: str, names: Iterable[str], known: Mapping[str, object] | tuple[str, ...], mark: Mark
    ) -> None:
        for name in names:
            if name not in known:
                message = f'the domain has no {kind} "{name}"{did_you_mean(name, known)}'
                self.notes.warn(mark, message, f"unknown-{kind}")

    def _place(self, kind: str, name: str) -> Mark:
        return self.read.places[kind, name]
