"""A local Twilio: its REST API, its webhooks, its carriers and the customers' phones, in one ASGI application."""

from router.providers.emulator.app import create_emulator
from router.providers.emulator.config import NO_DELAYS, REAL_LIFE, Delays, EmulatorConfig

__all__ = ["NO_DELAYS", "REAL_LIFE", "Delays", "EmulatorConfig", "create_emulator"]
