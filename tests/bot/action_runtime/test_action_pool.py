"""Actions run where they can be ended: whatever one does, nothing else stops."""

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

import psutil
import pytest

from bot.action_runtime.action_call import ActionFailed, ActionRejected, ActionUnknown
from bot.action_runtime.action_pool import PoolSize
from tests.bot.action_runtime.action_runs import PoolRunner, call, project, running, slots_of
from tests.waiting import eventually

#: What no action may see.
WITHHELD = [
    "PARLEY_SECRET_KEY", "PARLEY_DATABASE_URL", "PARLEY_LLM_KEY_FILE", "TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_FILE",
    "PGPASSWORD", "DATABASE_URL", "MY_REDIS_URL", "EMULATOR_PORT",
]  # fmt: skip
#: What an author gives to the actions.
GIVEN = ["BOOKING_API", "BOOKING_TOKEN_FILE"]


@pytest.fixture(scope="module")
def runner() -> Iterator[PoolRunner]:
    with pytest.MonkeyPatch.context() as patch:
        for name in (*WITHHELD, *GIVEN):
            patch.setenv(name, "x")
        actions = project(memory=2**27)
    with running(actions) as runner:
        yield runner


def test_an_action_sees_the_conversation_and_the_domain_and_gives_events_and_responses(runner: PoolRunner) -> None:
    result = runner.until(runner.pool.run(call("action_greets")))
    assert [event["name"] for event in result.events] == ["greeted"]
    assert [response["text"] for response in result.responses] == ["Hello Ann, from the domain"]


def test_an_action_may_be_a_coroutine(runner: PoolRunner) -> None:
    assert runner.run("action_waits") == {"waited": True}


def test_an_action_is_given_the_idempotency_key(runner: PoolRunner) -> None:
    assert runner.run("action_key") == {"key": "key-1"}


def test_a_form_s_validation_sees_the_slots_that_were_just_filled(runner: PoolRunner) -> None:
    events = ({"event": "slot", "name": "day", "value": "Sunday"},)
    result = runner.until(runner.pool.run(call("validate_visit_form", events=events)))
    assert [(event["name"], event["value"]) for event in result.events] == [("day", None)]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        pytest.param("action_raises", "action_raises raised ValueError (trouble.py, line 55)", id="raises"),
        pytest.param("action_exits", "action_exits ended its process", id="calls sys.exit"),
        pytest.param("action_dies", "action_dies ended its process", id="calls os._exit"),
        pytest.param("action_devours", "action_devours took too much memory", id="allocates without end"),
        pytest.param(
            "action_sentence", "action_sentence returned something other than a list of events", id="returns a sentence"
        ),
        pytest.param("action_unnamed", "action_unnamed returned an event without its kind", id="returns no event"),
        pytest.param("action_unspeakable", "action_unspeakable answered what JSON cannot say", id="returns an object"),
        pytest.param("action_endless", "action_endless answered what JSON cannot say", id="returns itself in itself"),
        pytest.param("action_talks", "action_talks answered more than 1 MiB", id="returns too much"),
    ],
)
def test_an_action_that_fails_says_how_without_a_word_of_the_customer(
    runner: PoolRunner, name: str, problem: str
) -> None:
    failed = runner.failure(name)
    assert str(failed) == problem
    assert failed.done, "it may have changed something"
    assert runner.run("action_greets") == {"greeted": True}


@pytest.mark.parametrize("name", ["action_hangs", "action_blocks", "action_spins"])
def test_an_action_that_does_not_end_is_ended_and_the_others_go_on(runner: PoolRunner, name: str) -> None:
    async def both() -> tuple[ActionFailed, float]:
        await runner.pool.names()
        slow = asyncio.create_task(runner.pool.run(call(name, within=0.2)))
        await asyncio.sleep(0)  # it takes the process that is ready
        started = time.monotonic()
        assert await slots_of(runner.pool, "action_waits") == {"waited": True}
        with pytest.raises(ActionFailed) as failed:
            await slow
        return failed.value, time.monotonic() - started

    failed, took = runner.until(both())
    assert str(failed) == f"{name} did not end within 0.2 s"
    assert failed.done
    assert took < 5


def test_what_an_action_prints_disturbs_nothing(runner: PoolRunner) -> None:
    assert runner.run("action_prints") == {"printed": True}


def test_a_process_that_an_action_forks_does_not_answer_for_it(runner: PoolRunner) -> None:
    assert [runner.run("action_forks") for _ in range(3)] == [{"forked": True}] * 3
    assert runner.run("action_greets") == {"greeted": True}


def test_an_action_that_declines_is_told_from_one_that_fails(runner: PoolRunner) -> None:
    failed = runner.failure("action_rejects")
    assert isinstance(failed, ActionRejected)
    assert not failed.done


def test_an_unknown_action_is_told_with_what_could_not_be_imported(runner: PoolRunner) -> None:
    failed = runner.failure("action_of_dreams")
    assert isinstance(failed, ActionUnknown)
    assert str(failed) == (
        "action_of_dreams is not known; not imported: actions.broken: SystemExit (broken.py, line 5)"
    )


def test_actions_see_the_author_s_variables_and_none_of_parley_s_own(runner: PoolRunner) -> None:
    slots = runner.run("action_environment")
    assert not set(WITHHELD) & set(slots["names"])
    assert set(GIVEN) <= set(slots["names"])
    assert slots["folder"] == str(project().folder)


def test_more_calls_than_processes_wait_for_one_within_their_time() -> None:
    async def three(runner: PoolRunner) -> list[object]:
        names = ("action_blocks", "action_greets", "action_greets")
        await runner.pool.names()
        times = (0.4, 0.1, 20.0)
        calls = [runner.pool.run(call(name, within)) for name, within in zip(names, times, strict=True)]
        return await asyncio.gather(*calls, return_exceptions=True)

    with running(project(), PoolSize(min_processes=1, max_processes=1)) as runner:
        ended, refused, served = runner.until(three(runner))
    assert str(ended) == "action_blocks did not end within 0.4 s"
    assert str(refused) == "action_greets found no free process within 0.1 s"
    assert isinstance(refused, ActionFailed)
    assert not refused.done, "it was never begun"
    assert not isinstance(served, BaseException)


def test_processes_are_replaced_after_their_calls_and_none_are_left_behind() -> None:
    before = _held()
    with running(project(), PoolSize(min_processes=1, max_processes=1, calls=2)) as runner:
        processes = [runner.run("action_process")["process"] for _ in range(3)]
        assert processes[0] == processes[1] != processes[2]
        runner.failure("action_dies")
        runner.failure("action_blocks", within=0.05)
    assert _held() == before
    assert not any(psutil.pid_exists(process) for process in processes)


def test_a_call_that_is_under_way_when_the_pool_is_closed_ends_as_it_should() -> None:
    async def close_meanwhile(runner: PoolRunner) -> dict[str, object]:
        under_way = asyncio.create_task(slots_of(runner.pool, "action_waits"))
        await asyncio.sleep(0)
        await runner.pool.close()
        return await under_way

    with running(project(), PoolSize(min_processes=1)) as runner:
        assert runner.until(close_meanwhile(runner)) == {"waited": True}
        assert str(runner.failure("action_waits")) == "the actions are being ended"


@pytest.mark.proof
def test_whatever_many_actions_do_at_once_each_call_has_its_own_end(chance: Random) -> None:
    good = ["action_greets", "action_waits", "action_forks"]
    bad = ["action_raises", "action_dies", "action_exits", "action_talks", "action_hangs", "action_spins"]

    async def one(runner: PoolRunner, name: str) -> None:
        within = 0.3 if name in {"action_hangs", "action_spins"} else 60.0
        if name in good:
            await runner.pool.run(call(name, within))
        else:
            with pytest.raises(ActionFailed, match=name):
                await runner.pool.run(call(name, within))

    async def many(runner: PoolRunner) -> None:
        await asyncio.gather(*(one(runner, chance.choice(good * 4 + bad)) for _ in range(50)))

    before = _held()
    with running(project(), PoolSize(max_processes=4, calls=20)) as runner:
        for _ in range(10):
            runner.until(many(runner))
    assert _held() == before


def test_one_more_process_than_are_kept_ends_once_it_is_idle() -> None:
    async def two(runner: PoolRunner) -> None:
        await asyncio.gather(*(slots_of(runner.pool, "action_waits") for _ in range(2)))

    def is_alone() -> bool:
        runner.until(asyncio.sleep(0.01))
        return len(psutil.Process().children()) == before + 1

    before = len(psutil.Process().children())
    with running(project(), PoolSize(min_processes=1, max_processes=2, idle_seconds=0.01)) as runner:
        runner.until(two(runner))
        eventually(is_alone)


def test_actions_that_cannot_be_imported_say_so_at_once_and_files_that_change_are_imported_anew(tmp_path: Path) -> None:
    actions = tmp_path / "actions.py"
    actions.write_text("import os; os._exit(1)")
    with running(project(tmp_path), PoolSize(min_processes=1)) as runner:
        assert str(runner.failure("action_greets")) == "the actions ended their process while they were imported"
        assert str(runner.failure("action_greets", within=0.1)) == str(runner.failure("action_greets"))
        for word in ("greeted", "saluted"):
            actions.write_text((project().folder / "actions" / "trouble.py").read_text().replace("greeted", word))
            eventually(partial(_sets, runner, word), within=30)


def test_actions_whose_import_does_not_end_are_ended(tmp_path: Path) -> None:
    (tmp_path / "actions.py").write_text("import time; time.sleep(60)")
    with running(project(tmp_path, start_seconds=0.1), PoolSize(min_processes=1)) as runner:
        assert str(runner.failure("action_greets")) == "the actions were not imported within 0.1 s"


def _sets(runner: PoolRunner, slot: str) -> bool:
    try:
        return runner.run("action_greets") == {slot: True}
    except ActionFailed:
        return False


def _held() -> tuple[int, int]:
    """Descriptors, and processes that are alive or not yet buried."""
    return len(list(Path("/proc/self/fd").iterdir())), len(psutil.Process().children(recursive=True))
