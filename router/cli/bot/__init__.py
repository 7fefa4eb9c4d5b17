"""`parley bot …`: one command per file."""

import click

from router.cli.lazy_group import LazyGroup

COMMANDS = {
    "train": ("router.cli.bot.train:train", "Train the bot from its examples."),
    "test": ("router.cli.bot.test:test", "Say what the bot makes of a text."),
    "evaluate": ("router.cli.bot.evaluate:evaluate", "Measure the bot on examples that it has not seen."),
    "unknown": ("router.cli.bot.unknown:unknown", "Show texts that the bot did not understand, alike ones together."),
    "learn": ("router.cli.bot.learn:learn", "Add a text to an intent's examples."),
    "actions": ("router.cli.bot.actions:actions", "Serve the bot's actions over HTTP, to a Rasa server."),
    "import-rasa": (
        "router.cli.bot.import_rasa:import_rasa",
        "Say what of a Rasa project runs here, and what does not.",
    ),
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def bot() -> None:
    """Train, measure and question the bot."""
