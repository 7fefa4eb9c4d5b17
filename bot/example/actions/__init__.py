"""What the example bot does: one action a file. They run in processes of their own, see docs/actions.md."""
