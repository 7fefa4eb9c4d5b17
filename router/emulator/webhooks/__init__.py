"""Requests of the local Twilio to the service: signed, repeated, and what their answers say."""
