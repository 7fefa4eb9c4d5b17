"""The kinds of senders, which differ in speed and in what they can do."""

import re
from enum import StrEnum

from router.emulator.account.channel_addresses import WHATSAPP_PREFIX
from router.emulator.account.sids import lasting_sid

TOLL_FREE = re.compile(r"\+18(00|33|44|55|66|77|88)\d{7}")
SHORT_CODE = re.compile(r"\d{3,8}")
#: At most 11 letters, digits, spaces and a few signs, one of them a letter.
ALPHANUMERIC = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &+_.-]{1,11}")


class SenderType(StrEnum):
    """What a sender is."""

    LONG_CODE = "long_code"
    TOLL_FREE = "toll_free"
    SHORT_CODE = "short_code"
    ALPHANUMERIC = "alphanumeric"
    WHATSAPP = "whatsapp"


def type_of(sender: str) -> SenderType:
    """The kind of sender, by how it looks; a long code where it looks like nothing else."""
    if sender.startswith(WHATSAPP_PREFIX):
        return SenderType.WHATSAPP
    if TOLL_FREE.fullmatch(sender):
        return SenderType.TOLL_FREE
    if SHORT_CODE.fullmatch(sender):
        return SenderType.SHORT_CODE
    return SenderType.ALPHANUMERIC if ALPHANUMERIC.fullmatch(sender) else SenderType.LONG_CODE


SID_PREFIXES = {
    SenderType.LONG_CODE: "PN",
    SenderType.TOLL_FREE: "PN",
    SenderType.SHORT_CODE: "SC",
    SenderType.ALPHANUMERIC: "AI",
    SenderType.WHATSAPP: "XE",
}


def sender_sid(sender: str) -> str:
    return lasting_sid(SID_PREFIXES[type_of(sender)], sender)
