"""The one loop that all workers are; what each does is in its own room."""
