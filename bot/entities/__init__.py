"""Finds in a text the things that it names."""
