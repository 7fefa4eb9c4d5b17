"""Whether a Rasa server can be worked with, for who operates it."""

from msgspec import Struct

from bot.rasa_server.wire import ServedDomain, Status, Version

#: The one whose answers were measured.
MEASURED = "3."


class Health(Struct, frozen=True):
    """A server that answers, and what may still go wrong with it."""

    version: str
    #: The file that it loaded.
    model: str
    warnings: tuple[str, ...] = ()


def health_of(version: Version, status: Status, domain: ServedDomain) -> Health:
    return Health(version.version, status.model_file or "", tuple(_warnings(version, status, domain)))


def _warnings(version: Version, status: Status, domain: ServedDomain) -> list[str]:
    expires = domain.session_config.session_expiration_time
    found = {
        f"it is Rasa {version.version}; only 3.x was tried": not version.version.startswith(MEASURED),
        "it has no model loaded": not status.model_file,
        f"its sessions end after {expires:g} minutes, and an open form with them: "
        "set session_config: {session_expiration_time: 0} in its domain": expires > 0,
    }
    return [warning for warning, applies in found.items() if applies]
