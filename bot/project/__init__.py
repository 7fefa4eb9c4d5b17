"""A Rasa project's own files, read as they are: what the bot is trained from, says, asks for and may do."""
