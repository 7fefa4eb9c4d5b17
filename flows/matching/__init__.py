"""What a text says: keywords, choices, numbers, yes and no."""
