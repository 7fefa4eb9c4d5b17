from hypothesis import example, given
from hypothesis import strategies as st

from bot.rasa_server.command_removal import neutral


@given(st.text() | st.text(alphabet=" /\n\u3000\x1ca"))
@example("/restart")
def test_no_text_is_left_a_command(text: str) -> None:
    # What the server itself does: yaml_story_reader.unpack_regex_message.
    assert not neutral(text).strip().startswith("/")


@given(st.text())
def test_only_a_beginning_is_taken_away(text: str) -> None:
    assert text.endswith(neutral(text))
    if not text.strip().startswith("/"):
        assert neutral(text) == text
