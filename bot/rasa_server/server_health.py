"""Whether a Rasa server can be worked with, for who operates it."""

from msgspec import Struct

#: The one whose answers were measured.
SUPPORTED_VERSION = "3."


class Version(Struct, frozen=True):
    """What GET /version answers."""

    version: str


class Status(Struct, frozen=True):
    """What GET /status answers."""

    model_file: str | None = None


class ServerHealth(Struct, frozen=True):
    """A server that answers, and what may still go wrong with it."""

    version: str
    #: The file that it loaded.
    model: str
    warnings: tuple[str, ...] = ()


def health_of(version: Version, status: Status) -> ServerHealth:
    found = {
        f"it is Rasa {version.version}; only 3.x was tried": not version.version.startswith(SUPPORTED_VERSION),
        "it has no model loaded": not status.model_file,
    }
    warnings = tuple(warning for warning, applies in found.items() if applies)
    return ServerHealth(version.version, status.model_file or "", warnings)
