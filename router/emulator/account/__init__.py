"""What the emulated account has and remembers: senders, services, templates, messages, opt-outs, the time."""
