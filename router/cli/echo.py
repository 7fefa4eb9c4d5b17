"""Writes to the terminal as whoever sits there wants it."""

import os

import click


def echo(text: str = "", *, err: bool = False) -> None:
    """A line. A pipe gets no colours from click anyway; whoever sets NO_COLOR wants none on a terminal either."""
    click.echo(text, err=err, color=False if os.environ.get("NO_COLOR") else None)
