"""Carries on a Rasa project's dialogue: rules, forms, slots, responses."""
