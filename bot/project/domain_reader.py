"""Reads the domain of a Rasa project, from one file or several."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.project.domain import Domain, EntityType, Form, ResponseVariant, SessionExpiry, Slot
from bot.project.notes import Notes
from bot.project.project_files import ProjectFile
from bot.project.responses_reader import read_responses
from bot.project.slots_reader import read_slot
from bot.project.yaml_node import YamlNode
from flows.source.document import Mark

_IGNORED: Final = ("version", "config", "e2e_actions", "imports")
#: What rasa-sdk expects to be there.
_EMPTY: Final[Mapping[str, type]] = {
    "config": dict,
    "session_config": dict,
    "intents": list,
    "entities": list,
    "slots": dict,
    "responses": dict,
    "actions": list,
    "forms": dict,
    "e2e_actions": list,
}


@dataclass(slots=True)
class DomainReader:
    """Gathers the parts of a domain, with the place of each name."""

    notes: Notes
    intents: dict[str, Mark] = field(default_factory=dict)
    entities: dict[str, EntityType] = field(default_factory=dict)
    slots: dict[str, Slot] = field(default_factory=dict)
    responses: dict[str, tuple[ResponseVariant, ...]] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    actions: dict[str, Mark] = field(default_factory=dict)
    session: SessionExpiry = field(default_factory=SessionExpiry)
    #: Where each entity, slot, response and form is written, by its kind and name.
    places: dict[tuple[str, str], Mark] = field(default_factory=dict)
    as_dict: dict[str, Any] = field(default_factory=lambda: {key: empty() for key, empty in _EMPTY.items()})

    @property
    def domain(self) -> Domain:
        spoken = {*self.responses, *self.forms}
        return Domain(
            tuple(self.intents),
            self.entities,
            self.slots,
            self.responses,
            self.forms,
            tuple(action for action in self.actions if action not in spoken),
            self.session,
            self.as_dict,
        )

    def read(self, source: ProjectFile) -> None:
        """Add what a file of the domain says."""
        root = source.written
        known = (*_SECTIONS, *_IGNORED)
        self.notes.warn_unknown_keys(root.key_marks(), known, "a domain")
        _warn_of_old_version(root)
        for key, _, section in root.entries("a domain file"):
            if key in _SECTIONS:
                _SECTIONS[key](self, section)
                _merge(self.as_dict, key, section.plain)

    def read_session(self, section: YamlNode) -> None:
        self.session = SessionExpiry(
            section.number_at("session_expiration_time", 60, "the minutes of a session"),
            section.bool_at("carry_over_slots_to_new_session", "whether slots are carried over", default=True),
        )

    def read_intents(self, section: YamlNode) -> None:
        here: dict[str, Mark] = {}
        for name, mark, _ in _names(section, "intents", "intent"):
            self._refuse_again("intent", name, mark, here)
            self.intents.setdefault(name, mark)

    def read_entities(self, section: YamlNode) -> None:
        here: dict[str, Mark] = {}
        for name, mark, options in _names(section, "entities", "entity"):
            self._refuse_again("entity", name, mark, here)
            self.places.setdefault(("entity", name), mark)
            self.entities[name] = EntityType(
                name,
                () if options is None else options.texts_at("roles", "the roles"),
                () if options is None else options.texts_at("groups", "the groups"),
            )

    def read_slots(self, section: YamlNode) -> None:
        for name, mark, written in section.entries('"slots"'):
            slot = read_slot(name, written, mark)
            self._put("slot", name, slot, mark, self.slots)

    def read_responses(self, section: YamlNode) -> None:
        for name, mark, variants in read_responses(section):
            self._put("response", name, variants, mark, self.responses)

    def read_forms(self, section: YamlNode) -> None:
        for name, mark, written in section.entries('"forms"'):
            self._put("form", name, self._form(name, written, mark), mark, self.forms)

    def read_actions(self, section: YamlNode) -> None:
        here: dict[str, Mark] = {}
        for name, mark, _ in _names(section, "actions", "action"):
            self._refuse_again("action", name, mark, here)
            self.actions.setdefault(name, mark)

    def _form(self, name: str, written: YamlNode, mark: Mark) -> Form:
        if written.value is not None and not written.is_mapping:
            self.notes.error(mark, f'form "{name}" must be a mapping with "required_slots"', "bad-value")
            return Form()
        self.notes.warn_unknown_keys(written.key_marks(), ("required_slots", "ignored_intents"), "a form")
        required = written.get("required_slots")
        if required is not None and required.is_mapping:
            message = 'these are mappings of Rasa 2: list the names here, and put the mappings below "slots:"'
            self.notes.error(required.mark, message, "rasa-2")
            return Form()
        return Form(
            written.texts_at("required_slots", "the slots of a form"),
            written.texts_at("ignored_intents", "the ignored intents"),
        )

    def _put(self, kind: str, name: str, value: Any, mark: Mark, into: dict[str, Any]) -> None:
        """Names may be in one file of a domain only, as with Rasa."""
        before = self.places.get((kind, name))
        if before is not None and before.file != mark.file:
            message = f'{kind} "{name}" is in {before.file}:{before.line} too; this one counts'
            self.notes.warn(mark, message, "duplicate-name")
        self.places[kind, name] = mark
        into[name] = value

    def _refuse_again(self, kind: str, name: str, mark: Mark, here: dict[str, Mark]) -> None:
        """Within one file a name stands once; Rasa refuses it too."""
        if name in here:
            message = f'{kind} "{name}" is in line {here[name].line} already: take one of them away'
            self.notes.error(mark, message, "duplicate-name")
        here.setdefault(name, mark)


_SECTIONS: Final[Mapping[str, Callable[[DomainReader, YamlNode], None]]] = {
    "session_config": DomainReader.read_session,
    "intents": DomainReader.read_intents,
    "entities": DomainReader.read_entities,
    "slots": DomainReader.read_slots,
    "responses": DomainReader.read_responses,
    "forms": DomainReader.read_forms,
    "actions": DomainReader.read_actions,
}


def _warn_of_old_version(root: YamlNode) -> None:
    """Before Rasa 3 slots were filled by the entities of their names, and by what the forms said."""
    version = root.get("version")
    if version is not None and str(version.value).startswith(("1", "2")):
        message = "this is a domain of Rasa 2: bring it to Rasa 3 with rasa data migrate, or give the slots mappings"
        root.notes.warn(version.mark, message, "rasa-2")


def _names(section: YamlNode, what: str, one: str) -> list[tuple[str, Mark, YamlNode | None]]:
    """A list of names, of which some may have options: `- greet`, `- city: {roles: [from, to]}`."""
    found: list[tuple[str, Mark, YamlNode | None]] = []
    for item in section.items(f'"{what}"'):
        if item.is_mapping:
            found += [(name, mark, options) for name, mark, options in item.entries(f"an {one}")]
        elif (name := item.text(f"each of {what}")) is not None:
            found.append((name, item.mark, None))
    return found


def _merge(merged: dict[str, Any], key: str, value: Any) -> None:
    """Lists are joined, mappings too; what is of the wrong shape was complained of."""
    present = merged[key]
    if isinstance(present, list) and isinstance(value, list):
        present += [each for each in value if each not in present]
    elif isinstance(present, dict) and isinstance(value, dict):
        present.update(value)
