"""Texts as vectors: what a bot may know of words beyond its own examples."""
