"""What the environment says about the bot: its project, a Rasa server, a language model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.vectors.vector_tiers import TIERS
from router.environment import Secret, SettingsInvalid, Source, optional_web_address

#: Where the bot's project is if it is nowhere else: beside the flows; in Parley's own checkout, the example's.
DEFAULT_FOLDERS = (Path("bot"), Path("bot/example"))


@dataclass(frozen=True)
class BotSettings:
    """Where to find what understands texts. Nothing set: nothing does."""

    #: The folder of a Rasa project; None: there is no embedded bot.
    project: Path | None = None
    model: Path = Path("var/bot.model")
    #: How the embedded bot sees words: plain, static or accurate.
    tier: str = "plain"
    #: A Rasa server, and its token.
    url: str = ""
    token: Secret = field(default_factory=lambda: Secret(""))
    #: A language model behind an OpenAI-compatible address, up to and including its version: https://host/v1.
    llm_url: str = ""
    llm_key: Secret = field(default_factory=lambda: Secret(""))
    llm_model: str = ""


def read(environ: Mapping[str, str], model: Path = BotSettings.model) -> BotSettings:
    """For a command that needs nothing else; `model` is used unless one is set.

    Raises SettingsInvalid with every complaint at once.
    """
    source = Source(environ)
    settings = read_from(source, model)
    if source.complaints:
        raise SettingsInvalid(source.complaints)
    return settings


def read_from(source: Source, model: Path = BotSettings.model) -> BotSettings:
    settings = BotSettings(
        project=_project(source),
        model=Path(source.text("PARLEY_BOT_MODEL", str(model))),
        tier=source.text("PARLEY_BOT_TIER", BotSettings.tier, check=_tier),
        url=source.text("PARLEY_BOT_URL", "", check=optional_web_address).rstrip("/"),
        token=Secret(source.text("PARLEY_BOT_TOKEN", "")),
        llm_url=source.text("PARLEY_LLM_URL", "", check=optional_web_address).rstrip("/"),
        llm_key=Secret(source.text("PARLEY_LLM_KEY", "")),
        llm_model=source.text("PARLEY_LLM_MODEL", ""),
    )
    if settings.llm_url and not settings.llm_model:
        source.complain("PARLEY_LLM_MODEL", "is not set: the name of the model to ask at PARLEY_LLM_URL")
    return settings


def _project(source: Source) -> Path | None:
    """The usual place may be empty: not every service has a bot."""
    named = source.text("PARLEY_BOT", "", check=_is_project)
    if named:
        return Path(named)
    return default_folder()


def default_folder(home: Path = Path()) -> Path | None:
    """The first of the usual places below `home` that holds a project; None where none does."""
    return next(filter(has_domain, (home / each for each in DEFAULT_FOLDERS)), None)


def has_domain(folder: Path) -> bool:
    """What makes a folder a Rasa project; the domain is a file, or a folder of them."""
    return any((folder / name).exists() for name in ("domain.yml", "domain.yaml", "domain"))


def _is_project(value: str) -> str | None:
    return None if has_domain(Path(value)) else "is not the folder of a Rasa project: it has no domain.yml"


def _tier(value: str) -> str | None:
    return None if value in TIERS else f"is not one of {', '.join(TIERS)}"
