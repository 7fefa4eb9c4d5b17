"""What `parley graph` draws, as a browser shows it with the fonts that it has."""

from pathlib import Path

import pytest

from flows.authoring.diagram.chart import Chart
from flows.authoring.diagram.svg.svg_picture import svg_of
from tests.browser.conftest import OpenPage
from tests.flows.authoring.diagram.charts import chart_of_first, chart_of_states
from tests.flows.scenario import harbour_dental

#: Texts that stand out of the box, or of the label, that is drawn before them in the same group; with how far.
OUTSIDE = """
(texts) => texts.flatMap((text) => {
    const group = text.closest('g:has(> rect)');
    if (group === null) return [];
    const box = group.querySelector(':scope > rect').getBoundingClientRect(), own = text.getBoundingClientRect();
    const out = Math.max(box.left - own.left, own.right - box.right);
    return out > 0 ? [`${text.textContent}: ${out.toFixed(1)}`] : [];
})
"""
WORDS = {
    "signs": "WWW MMM mmm www @@@ %%% … — → ½ Œ Æ “quoted” (a|b) {c} [d]",
    "Russian": "Щедрый Журнал: запишите меня, пожалуйста, на ближайший приём. ЗАПИСЬ НА ПРИЁМ",
    "Greek": "Γειά σας, θα ήθελα ένα ραντεβού με τον οδοντίατρο. ΡΑΝΤΕΒΟΥ",
    "Polish": "Zażółć gęślą jaźń: czy mogę się umówić na wizytę? ŁÓDŹ",
    "Japanese": "こんにちは、予約をお願いします。",
    "emoji": "👍 🦷 👩‍👩‍👧 👍🏽 🇺🇸 see you",
}


def worded(words: str) -> Chart:
    hear = words.replace('"', "")[:30]
    return chart_of_states(
        f'a:\n  say: "{words}"\n  rules: [{{hear: "{hear}", go_to: b}}]\n  no_match: {{say: "{words}"}}\n'
        f'b: {{say: "{words}", escalate: {{reason: "{words}"}}}}'
    )


CHARTS = {"the example": chart_of_first(harbour_dental()), **{name: worded(words) for name, words in WORDS.items()}}


@pytest.mark.parametrize("font", ["Arial", "DejaVu Sans", "sans-serif", ""], ids=lambda font: font or "those it names")
@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_no_text_runs_out_of_its_box(open_page: OpenPage, tmp_path: Path, chart: Chart, font: str) -> None:
    file = tmp_path / "flow.svg"
    named = f"<style>svg {{ font-family: {font} !important }}</style></svg>" if font else "</svg>"
    file.write_text(svg_of([chart]).replace("</svg>", named), "utf-8")
    texts = open_page(file.as_uri()).locator("text")
    assert texts.count() > 5
    assert texts.evaluate_all(OUTSIDE) == []
