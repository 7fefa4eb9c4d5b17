"""The same targets, given what Hypothesis thinks of: it shrinks what fails, and knows other characters than we do."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.addresses import Addresses
from tests.fuzz.app_under_test import FORM
from tests.fuzz.customer_texts import LINES, Texted, Texts
from tests.fuzz.runner import fresh_seed
from tests.fuzz.spoiled_flow_files import SMALL, File, FlowFiles
from tests.fuzz.templates import Templates, Written
from tests.fuzz.webhook_forms import INBOUND, STATUS, Post, WebhookForms
from tests.proof import IN_FULL

TEMPLATES, FLOW_FILES, ADDRESSES, TEXTS = Templates(), FlowFiles(), Addresses(), Texts()

utf8 = st.text(st.characters(codec="utf-8"))
CASES = [
    pytest.param(TEMPLATES.run, st.text().map(Written), id="templates"),
    pytest.param(TEMPLATES.run, st.text().map(lambda text: Written(f"{{{{ {text} }}}}")), id="expressions"),
    pytest.param(FLOW_FILES.run, st.text().map(File), id="flow files"),
    pytest.param(FLOW_FILES.run, utf8.map(lambda text: File(SMALL.replace("there", text))), id="texts in flow files"),
    pytest.param(ADDRESSES.run, st.text(), id="addresses"),
    pytest.param(ADDRESSES.run, st.from_regex(r"(whatsapp:)?\+\d{1,16}"), id="numbers"),
    pytest.param(TEXTS.run, st.builds(Texted, utf8, st.sampled_from(LINES), st.just(("1",)), st.none()), id="texts"),
]


def holds(run: Callable[[Any], object], inputs: st.SearchStrategy[Any], count: int) -> None:
    seed = fresh_seed() if IN_FULL else 1
    print(f"PARLEY_FUZZ_SEED={seed}")

    @hypothesis.seed(seed)
    @settings(max_examples=count, deadline=None, database=None)
    @given(inputs)
    def nothing_is_raised(given: Any) -> None:
        run(given)

    nothing_is_raised()


@pytest.mark.count(25, full=5000)
@pytest.mark.parametrize(("run", "inputs"), CASES)
def test_whatever_is_written(run: Callable[[Any], object], inputs: st.SearchStrategy[Any], count: int) -> None:
    holds(run, inputs, count)


@pytest.mark.count(25, full=5000)
def test_whatever_is_posted(sqlite_template: Path, tmp_path: Path, count: int) -> None:
    webhooks = WebhookForms(Path(shutil.copy(sqlite_template, tmp_path / "parley.db")))
    paths, queries = st.sampled_from((INBOUND, STATUS)), st.from_regex(rb"[!-~]*", fullmatch=True)
    try:
        holds(webhooks.run, st.builds(Post, paths, queries, st.just(FORM), st.binary(), st.booleans()), count)
    finally:
        webhooks.close()
