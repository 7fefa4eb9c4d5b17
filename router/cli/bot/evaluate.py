"""`parley bot evaluate`."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from bot.classifier.training import train
from bot.evaluation.confusion_matrix import confusion_matrix_svg
from bot.evaluation.evaluation_report import MIN_EXAMPLES, EvaluationReport, evaluation_report
from bot.evaluation.intent_coverage import IntentCoverage, coverage
from bot.evaluation.predictions import Prediction, cross_val_predictions, predictions_of
from bot.project.project import Project
from bot.training_data import Example
from bot.vectors.text_vectors import TextVectors
from router.cli.bot.bot_options import (
    bot_options,
    flows_if_valid,
    open_examples,
    open_project,
    open_vectors,
    read_settings,
)
from router.cli.bot.train import progress
from router.cli.echo import echo

#: Of a list in the terminal; all of them are in --json.
MAX_SHOWN = 10


@click.command()
@bot_options
@click.option("--folds", type=click.IntRange(2, 20), default=5, show_default=True, help="Parts to hold back in turn.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another one deals other parts.")
@click.option(
    "--on", "held_back", type=click.Path(exists=True, path_type=Path), help="A folder of other examples, nlu.yml."
)
@click.option("--picture", type=click.Path(path_type=Path, dir_okay=False), help="Draw what is taken for what, as SVG.")
@click.option("--json", "as_json", is_flag=True, help="Write everything as JSON.")
def evaluate(
    project: Path | None,
    tier: str | None,
    model: Path | None,
    folds: int,
    seed: int,
    held_back: Path | None,
    picture: Path | None,
    *,
    as_json: bool,
) -> None:
    """Measure the bot on examples that it has not seen, with the code that answers customers.

    Each example is judged by a bot that was trained on the others. Examples that contradict each other, thresholds
    to write into the flow, and intents that only the bot or only the flows know are named too.
    """
    settings = read_settings(project, tier, model)
    read, vectors = open_project(settings), open_vectors(settings)
    predictions = _predictions(read, vectors, folds, seed, held_back)
    report, shared = evaluation_report(predictions), _coverage(read)
    if picture is not None:
        picture.write_text(confusion_matrix_svg(predictions), encoding="utf-8")
    if as_json:
        echo(json.dumps({**report.as_json(), "coverage": _plain(shared)}, indent=2, ensure_ascii=False))
        return
    for line in _told(report, shared):
        echo(line)
    if picture is not None:
        echo(f"\nWhat is taken for what: {picture}")


def _predictions(
    project: Project, vectors: TextVectors | None, folds: int, seed: int, held_back: Path | None
) -> tuple[Prediction, ...]:
    with progress("Measuring") as on_progress:
        if held_back is None:
            return cross_val_predictions(project.data, lambda data: train(data, vectors), folds, seed, on_progress)
        model = train(project.data, vectors, on_progress=on_progress)
        return tuple(predictions_of(open_examples(held_back), model))


def _coverage(project: Project) -> IntentCoverage | None:
    service = flows_if_valid()
    return None if service is None else coverage(service, {example.intent for example in project.data.examples})


def _plain(shared: IntentCoverage | None) -> dict[str, list[str]] | None:
    if shared is None:
        return None
    return {
        "unknown_to_the_bot": list(shared.unknown_to_the_bot),
        "unused_by_the_flows": list(shared.unused_by_the_flows),
    }


def _told(report: EvaluationReport, shared: IntentCoverage | None) -> Iterator[str]:
    yield f"{report.examples} examples of {len(report.intents)} intents, each judged without having been seen:"
    yield f"  right            {report.accuracy:6.1%}"
    yield f"  taken for none   {report.rejected:6.1%}"
    if report.refused is not None:
        yield f"  refused          {report.refused:6.1%}   (of the texts that are none of its business)"
    yield f"  confidence off   {report.calibration_error:6.1%}   (how far it boasts or doubts, on average)"
    yield from _intents(report)
    yield from _list(
        "Taken for another", [f"{c.times} × {c.intent} → {c.taken_for or 'none'}" for c in report.confusions]
    )
    yield from _list("Contradictions", [_pair(each.first, each.second) for each in report.contradictions])
    yield from _list(f"Fewer than {MIN_EXAMPLES} examples", list(report.small))
    if shared is not None:
        yield from _list("Rules wait for them, the bot does not know them", list(shared.unknown_to_the_bot))
        yield from _list("The bot knows them, no rule waits for them", list(shared.unused_by_the_flows))


def _intents(report: EvaluationReport) -> Iterator[str]:
    width = max((len(each.intent) for each in report.intents), default=0)
    yield f"\n  {'intent':{width}}  examples  precision  recall     f1  above"
    for each in report.intents:
        threshold = "  none" if each.threshold is None else f"{each.threshold:6.2f}"
        shares = f"{each.precision:9.1%}  {each.recall:6.1%}  {each.f1:5.2f} {threshold}"
        row = f"  {each.intent:{width}}  {each.examples:8}  {shares}"
        yield click.style(row, fg="yellow") if each.f1 < 0.7 else row


def _pair(first: Example, second: Example) -> str:
    places = [f"{each.intent} ({each.file}:{each.line})" for each in (first, second)]
    return f'"{first.text}" is {" and ".join(places)}'


def _list(title: str, items: list[str]) -> Iterator[str]:
    if not items:
        return
    yield f"\n{title}:"
    yield from (f"  {item}" for item in items[:MAX_SHOWN])
    if len(items) > MAX_SHOWN:
        yield f"  and {len(items) - MAX_SHOWN} more (--json has them all)"
