"""What the bot does: actions in processes that can be ended, and the dialogue of a Rasa project."""
