"""A Rasa server over its REST API, as another bot behind the same contract (docs/rasa.md)."""

from bot.rasa_server.health import Health
from bot.rasa_server.server import RasaServer

__all__ = ["Health", "RasaServer"]
