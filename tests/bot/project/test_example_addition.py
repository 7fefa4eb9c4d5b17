"""An example is added to nlu.yml, and nothing else in the file changes by a byte."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.project.example_addition import AddedExample, ExampleRefused, add_example
from bot.project.project import Project, ProjectInvalid
from bot.project.project_reader import read_project
from bot.training_data import Annotation, Example
from tests.bot.project.small_projects import FERRY, NLU, write_project


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FERRY, tmp_path / "ferry"))


def meanings(project: Project) -> list[tuple[str, str, tuple[Annotation, ...]]]:
    return [(example.intent, example.text, example.annotations) for example in project.data.examples]


def lines(learnt: AddedExample) -> list[str]:
    return Path(learnt.file).read_text("utf-8").splitlines()


ADDED: list[tuple[str, str, str, str, str]] = [
    ("to a block", "greet", "good morning", "    - good morning", "    - ¡hola!"),
    ("to a list", "goodbye", "so long", '  - text: "so long"', "  - text: see you"),
    ("to an intent called no", "no", "nope", "    - nope", "    - not at all"),
    ("to a sub-intent", "faq/dogs", "my dog?", "    - my dog?", "    - are dogs allowed"),
    ("to a new intent", "weather", "will it rain?", "    - will it rain?", "  examples: |"),
    ("with brackets", "greet", "hi [you]", r"    - hi \[you\]", "    - ¡hola!"),
    ("like an environment variable", "greet", "${HOME}", "    - $${HOME}", "    - ¡hola!"),
    ("like a comment", "greet", "# hi", "    - # hi", "    - ¡hola!"),
    ("like an item", "greet", "- hi: 'you\"", "    - - hi: 'you\"", "    - ¡hola!"),
    ("in quotes", "goodbye", 'so "long": #1', r'  - text: "so \"long\": #1"', "  - text: see you"),
    ("with an emoji, on several lines", "greet", " hi\n 👩‍⚕️\t", "    - hi 👩‍⚕️", "    - ¡hola!"),
]


@pytest.mark.parametrize(
    ("intent", "text", "line", "before"), [each[1:] for each in ADDED], ids=[each[0] for each in ADDED]
)
def test_an_example_is_added(ferry: Path, intent: str, text: str, line: str, before: str) -> None:
    old = read_project(ferry, {})
    learnt = add_example(ferry, {}, intent, text)
    assert lines(learnt)[learnt.line - 1] == line
    assert lines(learnt)[learnt.line - 2] == before
    assert (intent, " ".join(text.split()), ()) in meanings(read_project(ferry, {}))
    assert len(meanings(read_project(ferry, {}))) == len(meanings(old)) + 1


def test_the_rest_of_the_file_stays_as_it_is(ferry: Path) -> None:
    file = ferry / "data/nlu/intents.yml"
    before = file.read_bytes()
    add_example(ferry, {}, "greet", "good morning")
    assert file.read_bytes().replace(b"    - good morning\n", b"") == before


def test_entities_may_be_marked(ferry: Path) -> None:
    annotation = Annotation("port", 5, 9, role="to", value="Oslo harbour")
    learnt = add_example(ferry, {}, "book_ferry", "need Oslo", [annotation])
    marked = '    - need [Oslo]{"entity": "port", "role": "to", "value": "Oslo harbour"}'
    assert lines(learnt)[learnt.line - 1] == marked


def test_what_is_there_already_is_not_added_again(ferry: Path) -> None:
    learnt = add_example(ferry, {}, "greet", "Hello  There")
    assert learnt == AddedExample((ferry / "data/nlu/intents.yml").as_posix(), 9, is_new=False)


REFUSED: list[tuple[str, str, str, str]] = [
    ("another intent's", "cancel", "HELLO there", r'it is an example of "greet" already, in .*intents\.yml:9'),
    ("no text", "greet", " \n", "an empty text is no example"),
    ("no intent", "what is it?", "hi", '"what is it\\?" is no name of an intent'),
    ("a quoted intent", 'a"b', "hi", "is no name of an intent"),
    ("half a surrogate pair", "greet", "hi \ud83d", "cannot be written"),
]


@pytest.mark.parametrize(("intent", "text", "why"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_an_example_is_refused(ferry: Path, intent: str, text: str, why: str) -> None:
    before = (ferry / "data/nlu/intents.yml").read_bytes()
    with pytest.raises(ExampleRefused, match=why):
        add_example(ferry, {}, intent, text)
    assert (ferry / "data/nlu/intents.yml").read_bytes() == before


def test_a_file_with_mistakes_is_not_touched(tmp_path: Path) -> None:
    with pytest.raises(ProjectInvalid):
        add_example(write_project(tmp_path, {"data/nlu.yml": "nlu: ["}), {}, "greet", "hello")


FORMS: list[tuple[str, str, str]] = [
    ("without a last line end", NLU.rstrip("\n"), NLU + "    - it\n"),
    ("with line ends of Windows", NLU.replace("\n", "\r\n"), (NLU + "    - it\n").replace("\n", "\r\n")),
    ("with a byte order mark", "\ufeff" + NLU, "\ufeff" + NLU + "    - it\n"),
    ("with other keys behind", NLU + "\n# more\nrules: []\n", NLU + "    - it\n\n# more\nrules: []\n"),
    (
        "in a block with a comment behind it",
        NLU + "    # last\n  # end\n",
        NLU + "    - it\n    # last\n  # end\n",
    ),
    (
        "in a form that cannot be gone on with",
        NLU + '- intent: book\n  examples: "- now"\n',
        NLU + "    - it\n" + '- intent: book\n  examples: "- now"\n',
    ),
    (
        "in a list indented further",
        "nlu:\n  - intent: book\n    examples:\n      - text: now\n        metadata: {a: 1}\n",
        'nlu:\n  - intent: book\n    examples:\n      - text: now\n        metadata: {a: 1}\n      - text: "it"\n',
    ),
    (
        "beside examples in quotes",
        'nlu:\n- intent: book\n  examples: "- now"\n# end\n',
        'nlu:\n- intent: book\n  examples: "- now"\n\n- intent: book\n  examples: |\n    - it\n# end\n',
    ),
    (
        "behind an indentation that is given",
        "nlu:\n- intent: book\n  examples: |2\n    - now\n",
        "nlu:\n- intent: book\n  examples: |2\n    - now\n    - it\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), [each[1:] for each in FORMS], ids=[each[0] for each in FORMS])
def test_files_of_every_form_are_gone_on_with(tmp_path: Path, before: str, after: str) -> None:
    write_project(tmp_path, {})
    file = tmp_path / "data/nlu.yml"
    file.write_bytes(before.encode())
    add_example(tmp_path, {}, "book", "it")
    assert file.read_bytes().decode() == after


def test_a_project_without_examples_gets_a_file(tmp_path: Path) -> None:
    write_project(tmp_path, {})
    (tmp_path / "data/nlu.yml").unlink()
    learnt = add_example(tmp_path, {}, "greet", "hi")
    assert lines(learnt) == ['version: "3.1"', "", "nlu:", "- intent: greet", "  examples: |", "    - hi"]
    assert read_project(tmp_path, {}).data.examples == (Example("hi", "greet", (), learnt.file, 6),)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_whatever_is_learnt_nothing_else_changes(ferry: Path, data: st.DataObject) -> None:
    intent = data.draw(st.sampled_from(["greet", "goodbye", "faq/dogs", "of_its_own"]))
    text = data.draw(st.text(st.characters(codec="utf-8"), max_size=40))
    before = read_project(ferry, {})
    texts = {each.name: each.read_text("utf-8") for each in (ferry / "data/nlu").iterdir()}
    try:
        learnt = add_example(ferry, {}, intent, text)
    except ExampleRefused:
        assert meanings(read_project(ferry, {})) == meanings(before)
        return
    after = read_project(ferry, {})
    told = Path(learnt.file)
    if learnt.is_new:
        assert sorted([*meanings(before), (intent, _one_line(text), ())]) == sorted(meanings(after))
        kept = texts[told.name].splitlines(keepends=True)
        remaining = iter(told.read_text("utf-8").splitlines(keepends=True))
        assert all(line in remaining for line in kept)
    else:
        assert meanings(after) == meanings(before)


def _one_line(text: str) -> str:
    visible = " ".join(text.split())
    return "".join(each for each in visible if not (each < " " or "\x7f" <= each < "\xa0"))
