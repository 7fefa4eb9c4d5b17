"""A local Twilio: its REST API, its webhooks, its carriers and the customers' phones, in one ASGI application."""

from router.providers.emulator.app import create_emulator
from router.providers.emulator.config import NO_DELAYS, REAL_LIFE, Delays, EmulatorConfig
from router.providers.emulator.opt_out import Handling
from router.providers.emulator.templates import Template

__all__ = ["NO_DELAYS", "REAL_LIFE", "Delays", "EmulatorConfig", "Handling", "Template", "create_emulator"]
