"""What a flow says: templates in a sandbox, by language."""
