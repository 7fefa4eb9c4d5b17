"""The example's own project: what a business writes; the library imports none of it."""
