"""A local Twilio: its REST API, its webhooks, its carriers and the customers' phones, in one ASGI application."""

from router.emulator.account.content_templates import Template
from router.emulator.account.emulator_config import NO_DELAYS, REAL_LIFE, Delays, EmulatorConfig
from router.emulator.account.opt_out_handling import Handling
from router.emulator.emulator_app import create_emulator

__all__ = ["NO_DELAYS", "REAL_LIFE", "Delays", "EmulatorConfig", "Handling", "Template", "create_emulator"]
