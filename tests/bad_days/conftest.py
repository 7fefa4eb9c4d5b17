"""A running installation for each bad day."""

from tests.journeys.conftest import installation, installation_on_each_database

__all__ = ["installation", "installation_on_each_database"]
