"""The kinds of typed answers, each reading its value out of what a customer sent."""
