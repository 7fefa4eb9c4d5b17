"""Tells what a text means: a classifier trained from a project's examples, without a server or a download."""
