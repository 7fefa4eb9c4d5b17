"""How well days, times, numbers and phone numbers are read: `python -m tests.flows.phrases`."""

from collections import Counter

from tests.flows.phrases import LANGUAGES, counted

_VERDICTS = ("right", "asked again", "wrong")


def _print_table(title: str, *, held_apart: bool | None) -> None:
    counts = {language: counted(language, held_apart=held_apart) for language in LANGUAGES}
    counts["all"] = sum(counts.values(), Counter())
    print(f"\n{title:12}" + "".join(f"{name:>14}" for name in ("phrases", *_VERDICTS, "share right")))
    for language, each in counts.items():
        total = each.total()
        cells = (total, *(each[name] for name in _VERDICTS))
        print(f"{language:12}" + "".join(f"{cell:14}" for cell in cells) + f"{each['right'] / total:14.1%}")


if __name__ == "__main__":
    _print_table("all", held_apart=None)
    _print_table("held apart", held_apart=True)
