"""One step: an event happens to a conversation, and an outcome is what comes of it."""
