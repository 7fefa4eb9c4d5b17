"""A language model of the operator's choice: it chooses among intents, and drafts answers from given texts."""
