"""A running installation for each test, on both databases where the test asks for it; bots that are trained once."""

import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.classifier.training import train
from bot.project.project_reader import read_project
from tests.journeys.installation import Installation, running

CLINIC = Path(__file__).parent / "clinic.yaml"
EXAMPLE_BOT = Path(__file__).parents[2] / "bot" / "example"


@pytest.fixture
def installation(sqlite_url: str) -> Iterator[Installation]:
    with running(CLINIC, sqlite_url) as installation:
        yield installation


@pytest.fixture
def installation_on_each_database(database_url: str) -> Iterator[Installation]:
    with running(CLINIC, database_url) as installation:
        yield installation


@pytest.fixture(scope="module")
def sqlite_of_module(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """For customers who do not meet."""
    copy = shutil.copy(sqlite_template, tmp_path_factory.mktemp("module"))
    return f"sqlite:///{copy}"


@pytest.fixture(scope="session")
def example_model(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The model of the example's bot, trained once for all processes that run tests."""
    own = tmp_path_factory.getbasetemp()
    folder = own if worker_id == "master" else own.parent
    model = folder / "example.model"
    with (folder / "example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not model.exists():
            train_bot(EXAMPLE_BOT, model)
    return model


def train_bot(project: Path, model: Path) -> None:
    train(read_project(project, {}).data, None).save(model)
