"""YAML with its traps closed, as values that remember where they were written: for flows and bots alike."""
