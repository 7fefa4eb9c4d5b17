"""The bot in the service: which one is asked, how long it may take, and what stands in when it does not answer."""
