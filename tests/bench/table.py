"""The figures as a table for people and as JSON for programs."""

import json
from dataclasses import dataclass
from pathlib import Path

from tests.bench.step_speed import TEXTS


@dataclass(frozen=True)
class Row:
    """One line; an aim begins with at least ≥ or at most ≤."""

    label: str
    name: str
    unit: str = ""
    aim: str = ""

    def line(self, figures: dict[str, float]) -> str:
        value = figures[self.name]
        shown = f"{value:,.0f}" if value >= 100 else f"{value:,.2f}"
        return f"{self.label:62} {shown:>8} {self.unit:5} {self._judged(value)}".rstrip()

    def _judged(self, value: float) -> str:
        if not self.aim:
            return ""
        limit = float(self.aim[1:].replace(",", ""))
        is_met = value >= limit if self.aim[0] == "≥" else value <= limit
        return f"{self.aim:>7}  {'met' if is_met else 'MISSED'}"


ROWS = (
    Row("bare Starlette, texts in", "starlette_per_second", "/s"),
    Row("Parley, texts in, each durable", "webhook_per_second", "/s"),
    Row("tutorial stack, texts in", "tutorial_webhook_per_second", "/s"),
    Row("  Parley's webhook against bare Starlette", "webhook_vs_starlette", "×", "≥0.40"),
    Row("  Parley's webhook against the tutorial stack", "webhook_vs_tutorial", "×", "≥10"),
    Row("  processor time of one text: bare Starlette", "starlette_processor_us", "µs"),
    Row("  processor time of one text: Parley", "webhook_processor_us", "µs"),
    Row("  processor time of one text: tutorial stack", "tutorial_webhook_processor_us", "µs"),
    Row("webhook's answer at 32 connections, p50", "webhook_p50_ms", "ms"),
    Row("webhook's answer at 32 connections, p99", "webhook_p99_ms", "ms"),
    Row("Parley, whole exchanges", "exchanges_per_second", "/s", "≥1,000"),
    Row("tutorial stack, replies", "tutorial_replies_per_second", "/s"),
    Row("  Parley's exchanges against the tutorial's replies", "exchange_vs_tutorial", "×", "≥3"),
    Row("  processor time of one exchange: Parley", "exchange_processor_us", "µs"),
    Row("  processor time of one reply: tutorial stack", "tutorial_reply_processor_us", "µs"),
    Row("  processor time of one exchange: the stub provider, apart", "stub_processor_us", "µs"),
    Row("texts in while they are answered (bursts)", "webhook_while_answering_per_second", "/s"),
    Row("  p99 of their answers", "webhook_while_answering_p99_ms", "ms"),
    Row("from webhook to submission at 100 a second, p50", "webhook_to_submission_p50_ms", "ms"),
    Row("from webhook to submission at 100 a second, p99", "webhook_to_submission_p99_ms", "ms", "≤50"),
    Row(f"step at 50 states, the dearest of {len(TEXTS)} kinds of text", "step_us", "µs", "≤50"),
    Row("  1,000 keywords against 10, the worst of the same", "keywords_1000_vs_10", "×", "≤2"),
    Row("parley check, 10,000 lines, processor time", "check_10000_lines_seconds", "s", "≤1.5"),
    Row("parley --help", "help_seconds", "s"),
    Row("parley serve, until ready", "ready_seconds", "s"),
    Row("parley test, a thousand scenarios", "scenarios_1000_seconds", "s", "≤5"),
    Row("parley chat, until it listens", "chat_starts_seconds", "s", "≤1"),
    Row("the bot: one text, plain", "bot_text_us_plain", "µs", "≤500"),
    Row("  static vectors", "bot_text_us_static", "µs", "≤500"),
    Row("  sentence vectors", "bot_text_us_accurate", "µs", "≤10,000"),
    Row("  trained from 150 intents, 15,000 examples", "bot_train_seconds_150", "s", "≤30"),
    Row("  trained from 20 intents, 400 examples", "bot_train_seconds_20", "s", "≤2"),
    Row("  its model loaded", "bot_load_seconds", "s", "≤0.3"),
    Row("  memory with 150 intents, numpy's included", "bot_resident_mib", "MiB", "≤150"),
    Row("memory of parley serve, one process without a bot", "resident_mib", "MiB"),
    Row("  after so many exchanges", "resident_after_exchanges"),
    Row("memory of parley serve with the example's bot, no exchanges", "with_bot_resident_mib", "MiB"),
    Row("  the process in which the bot's actions run, beside it", "bot_actions_resident_mib", "MiB"),
    Row("memory of the tutorial stack, its processes together", "tutorial_resident_mib", "MiB"),
    Row("  gunicorn with two workers", "tutorial_gunicorn_resident_mib", "MiB"),
    Row("  Celery with two workers", "tutorial_celery_resident_mib", "MiB"),
    Row("  Redis", "tutorial_redis_resident_mib", "MiB"),
)


def show(figures: dict[str, float]) -> None:
    print()
    for row in ROWS:
        if row.name in figures:  # there are no figures of vectors that are not installed
            print(row.line(figures))


def keep(figures: dict[str, float], file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    rounded = {name: float(f"{value:.4g}") for name, value in figures.items()}
    file.write_text(json.dumps(rounded, indent=2) + "\n")
    print(f"\nwritten to {file}")
