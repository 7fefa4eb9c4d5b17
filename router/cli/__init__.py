"""`parley …`: one command per file, imported only when called so that `parley --help` stays quick."""

import click

from router.cli.lazy_group import LazyGroup

#: Command → (where it is, its line in `parley --help`).
COMMANDS = {
    "dev": ("router.cli.dev:dev", "Run everything on this computer: Parley, a local Twilio and a phone page."),
    "serve": ("router.cli.serve:serve", "Serve a real Twilio account."),
    "emulator": ("router.cli.emulator:emulator", "Run the local Twilio and its phone page alone."),
    "send": ("router.cli.send:send", "Send one message through the gate."),
    "event": ("router.cli.event:event", "Say that something happened in a business system."),
    "check": ("router.cli.check:check", "Check flow files."),
    "chat": ("router.cli.chat:chat", "Try a flow out: a phone in the terminal."),
    "explain": ("router.cli.explain:explain", "Say which rule takes a text, and why the others do not."),
    "test": ("router.cli.test_command:test", "Live through the scenarios beside a flow."),
    "graph": ("router.cli.graph:graph", "Draw the flows of a file."),
    "bot": ("router.cli.bot:bot", "Train, measure and question the bot."),
    "users": ("router.cli.users:users", "Who may log in to the console."),
    "db": ("router.cli.db:db", "Upgrade the database's tables."),
    "backup": ("router.cli.backup:backup", "Copy the database to a file, while it is served."),
    "restore": ("router.cli.backup:restore", "Put a backup in the database's place."),
    "deadletters": ("router.cli.deadletters:deadletters", "What waits for a human's word."),
    "schema": ("router.cli.schema:schema", "Print the schema of flow files, for editors."),
    "version": ("router.cli.version:version", "Print the version."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Parley: one service between a business's phone numbers and its people."""
