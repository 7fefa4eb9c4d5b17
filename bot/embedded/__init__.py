"""Understands texts in this process: trained from the examples of a Rasa project, without a server or a download."""
