"""Twilio's words, translated. Nothing outside this package knows them."""

from router.providers.twilio.config import TwilioConfig
from router.providers.twilio.provider import TwilioProvider

__all__ = ["TwilioConfig", "TwilioProvider"]
