"""What a flow's author should look at, though the file can be served: each finding by a rule with a name."""
