"""From a file to a service: YAML with its traps closed, then the grammar, then what the names refer to."""
