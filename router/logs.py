"""Logs: one JSON object a line where a machine reads them, a readable line on a terminal.

They carry ids, never a message's text, a full phone number or a secret.
"""

import logging
import sys
from typing import TextIO

import structlog

DEBUG, INFO, WARNING = logging.DEBUG, logging.INFO, logging.WARNING


def configure(*, for_terminal: bool, level: int = logging.INFO, to: TextIO = sys.stderr) -> None:
    """Set up structlog, and the standard library's loggers of uvicorn and others, to write alike."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer = structlog.dev.ConsoleRenderer() if for_terminal else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=to),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(to)
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[_drop_meta, renderer])
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)


def _drop_meta(logger: object, name: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    return structlog.stdlib.ProcessorFormatter.remove_processors_meta(logger, name, event)
