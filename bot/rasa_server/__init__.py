"""A Rasa server over its REST API, as another bot behind the same contract (docs/rasa.md)."""

from bot.rasa_server.rasa_server_bot import RasaServerBot
from bot.rasa_server.server_health import ServerHealth

__all__ = ["RasaServerBot", "ServerHealth"]
