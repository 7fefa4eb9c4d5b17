"""How good a bot is: measured on examples that it was not trained on, by the code that answers customers."""
