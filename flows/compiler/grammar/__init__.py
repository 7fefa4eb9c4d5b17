"""The keys of the language: what may be written where. What the names refer to is checked when they are compiled."""
