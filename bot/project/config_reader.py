"""Reads `config.yml` and `endpoints.yml` of a Rasa project."""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.project.bot_config import BotConfig, Component, ComponentSupport, Endpoints
from bot.project.notes import Notes
from bot.project.project_files import ProjectFile
from bot.project.yaml_node import YamlNode
from flows.source.document import Mark

_KEYS: Final = ("recipe", "language", "pipeline", "policies", "assistant_id", "version", "importers")
_EMBEDDED: Final = frozenset(
    {"FallbackClassifier", "EntitySynonymMapper", "RegexEntityExtractor", "RulePolicy", "ResponseSelector"}
)
_REPLACED: Final = frozenset(
    {
        "WhitespaceTokenizer", "RegexFeaturizer", "LexicalSyntacticFeaturizer", "CountVectorsFeaturizer",
        "KeywordIntentClassifier", "LogisticRegressionClassifier", "SklearnIntentClassifier",
    }
)  # fmt: skip
#: What else Rasa itself brings; anything other is custom.
_RASAS_OWN: Final = frozenset(
    {
        "DIETClassifier", "CRFEntityExtractor", "DucklingEntityExtractor", "DucklingHTTPExtractor",
        "SpacyNLP", "SpacyTokenizer", "SpacyFeaturizer", "SpacyEntityExtractor",
        "MitieNLP", "MitieTokenizer", "MitieFeaturizer", "MitieEntityExtractor", "MitieIntentClassifier",
        "JiebaTokenizer", "LanguageModelFeaturizer", "ConveRTFeaturizer", "ConveRTTokenizer",
        "TEDPolicy", "UnexpecTEDIntentPolicy", "MemoizationPolicy", "AugmentedMemoizationPolicy",
    }
)  # fmt: skip
KNOWN_COMPONENTS: Final = _EMBEDDED | _REPLACED | _RASAS_OWN
#: Rasa's defaults: rasa.nlu.classifiers.fallback_classifier.
_DEFAULT_THRESHOLD: Final = 0.3
_DEFAULT_AMBIGUITY_THRESHOLD: Final = 0.1
_DEFAULT_FALLBACK_ACTION: Final = "action_default_fallback"


def read_config(source: ProjectFile | None, notes: Notes) -> BotConfig:
    """What a config.yml says; the defaults where there is none."""
    if source is None:
        return BotConfig()
    root = source.written
    notes.warn_unknown_keys(root.key_marks(), _KEYS, "config.yml")
    list(root.entries("config.yml"))
    pipeline, policies = tuple(_components(root, "pipeline")), tuple(_components(root, "policies"))
    threshold, ambiguity = _thresholds(root)
    return BotConfig(
        root.text_at("language", "the language") or "en",
        tuple(pipeline),
        tuple(policies),
        threshold,
        ambiguity,
        _fallback_action(policies),
    )


def _components(root: YamlNode, key: str) -> Iterator[Component]:
    section = root.get(key)
    for item in () if section is None else section.items(f'"{key}"'):
        name = item.text_at("name", "the name of a component") if item.is_mapping else None
        if name is None:
            item.notes.error(item.mark, 'a component begins with its name: "- name: FallbackClassifier"', "bad-config")
            continue
        component = Component(name, _where_it_runs(name), item.plain, item.mark.file, item.mark.line)
        if component.runs is ComponentSupport.SERVER:
            message = f"{name} is ignored embedded, it needs a Rasa server"
            item.notes.warn(item.value.values_at["name"], message, "needs-server")
        yield component


def _where_it_runs(name: str) -> ComponentSupport:
    short = name.rpartition(".")[2]
    if short in _EMBEDDED:
        return ComponentSupport.EMBEDDED
    return ComponentSupport.REPLACED if short in _REPLACED else ComponentSupport.SERVER


def is_custom(component: Component) -> bool:
    """True for a component that Rasa does not bring along."""
    return component.name.rpartition(".")[2] not in KNOWN_COMPONENTS


def _thresholds(root: YamlNode) -> tuple[float | None, float | None]:
    """Of the FallbackClassifier, the last where there are several."""
    found: tuple[float | None, float | None] = (None, None)
    section = root.get("pipeline")
    for item in section.items('"pipeline"') if section is not None and section.is_list else ():
        name = item.value.get("name") if item.is_mapping else None
        if isinstance(name, str) and name.rpartition(".")[2] == "FallbackClassifier":
            found = (
                _share(item, "threshold", _DEFAULT_THRESHOLD),
                _share(item, "ambiguity_threshold", _DEFAULT_AMBIGUITY_THRESHOLD),
            )
    return found


def _share(item: YamlNode, key: str, default: float) -> float:
    share = item.number_at(key, default, f'"{key}"')
    if 0 <= share <= 1:
        return share
    item.notes.error(item.value.values_at[key], f'"{key}" must be between 0 and 1', "bad-config")
    return default


def _fallback_action(policies: tuple[Component, ...]) -> str:
    options: Mapping[str, object] = next((each.options for each in policies if each.name == "RulePolicy"), {})
    action = options.get("core_fallback_action_name")
    return action if isinstance(action, str) else _DEFAULT_FALLBACK_ACTION


def read_endpoints(source: ProjectFile | None, notes: Notes) -> Endpoints:
    """Where the actions run."""
    if source is None:
        return Endpoints()
    actions = source.written.get("action_endpoint")
    url = None if actions is None else actions.text_at("url", "the address of the actions")
    if url is not None and "${" in url:
        mark: Mark = actions.value.values_at["url"] if actions is not None else source.written.mark
        notes.error(mark, f"{url} names an environment variable that is not set", "environment")
    return Endpoints(url)
