"""Runs a project's actions: in processes that can be ended, or on an action server."""
