"""Twilio's REST API, as far as it is emulated."""
