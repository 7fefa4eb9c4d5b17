"""What `parley dev` has and no other command: flows that are read again when they change, and a clock to move."""
