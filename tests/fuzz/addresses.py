"""Phone numbers and other addresses, through everything that reads one."""

from random import Random
from typing import Final

from router.emulator.account.channel_addresses import bare_number, channel_of, is_phone_number, on_channel, place_of
from router.message_status import masked
from router.providers.twilio import vocabulary
from tests.fuzz import nasty

GOOD: Final = [
    "+12125550123",
    "+447700900123",
    "+4915112345678",
    "+18885550123",
    "+390612345678",
    "+881612345678",
    "+870773111632",
    "12345",
    "72645",
    "whatsapp:+12125550101",
    "whatsapp:+5511912345678",
    "HarbourDent",
    "MY-CO_1",
    "rcs:brand_agent",
]
_CHARACTERS: Final = "+0123456789 -().,/;x#*abcWHATSAPP:whatsapp:٣३１+＋\u200b\u202a\n\0"


class Addresses:
    name = "addresses"

    def make(self, chance: Random) -> str:
        kind = chance.random()
        if kind < 0.25:
            return "+" + str(chance.randrange(10 ** chance.randint(1, 18)))
        if kind < 0.6:
            return "".join(nasty.spoiled(chance.choice(GOOD), chance, _CHARACTERS))
        if kind < 0.8:
            return "".join(chance.choices(_CHARACTERS, k=chance.randint(0, 30)))
        if kind < 0.805:
            return chance.choice(GOOD) * chance.randint(100, 3000)
        return nasty.text(chance)

    def run(self, given: str) -> str:
        known = vocabulary.ADDRESS.fullmatch(given) is not None
        shown = masked(given)
        assert len(given) < 8 or given not in shown, "a log shows all of it"
        assert on_channel(given, channel_of(given)).endswith(bare_number(given))
        possible = is_phone_number(bare_number(given))
        place_of(bare_number(given))
        assert not (possible and given == bare_number(given)) or known, (
            "the local Twilio knows numbers that Parley refuses"
        )
        return f"{'an address' if known else 'none'}{', a possible number' if possible else ''}"

    def close(self) -> None:
        is_phone_number.cache_clear()
        place_of.cache_clear()
