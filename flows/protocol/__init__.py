"""What goes into a step and what comes out of it: events, effects, needs, the conversation, the outcome."""
