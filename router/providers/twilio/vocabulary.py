"""Twilio's vocabulary: the shape of its identifiers and addresses, and its statuses in our words."""

import re
from typing import Final

from flows.matching.opt_out_words import OptOutWord
from router.message_status import MessageStatus

ACCOUNT_SID: Final = re.compile(r"AC[0-9a-fA-F]{32}")
MESSAGE_SID: Final = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")

WHATSAPP_PREFIX: Final = "whatsapp:"
#: E.164, on WhatsApp too; a short code; or an alphanumeric id, which needs a letter
#: (twilio.com/docs/glossary/what-alphanumeric-sender-id).
ADDRESS: Final = re.compile(
    r"(?:whatsapp:)?\+[0-9]{1,15}"
    r"|[0-9]{3,8}"
    r"|(?=.*[A-Za-z])[A-Za-z0-9+_& -]{1,11}"
)

#: Twilio's words for a message on its way out.
STATUSES: Final = {
    "accepted": MessageStatus.ACCEPTED,
    "scheduled": MessageStatus.ACCEPTED,
    "queued": MessageStatus.ACCEPTED,
    "sending": MessageStatus.ACCEPTED,
    "sent": MessageStatus.SENT,
    "delivered": MessageStatus.DELIVERED,
    "undelivered": MessageStatus.UNDELIVERED,
    "failed": MessageStatus.FAILED,
    "read": MessageStatus.READ,
    "canceled": MessageStatus.CANCELED,
}

#: Its words for one on its way in.
INBOUND_STATUSES: Final = frozenset({"receiving", "received"})

#: What Advanced Opt-Out understood, in any language that the account set up.
OPT_OUT_TYPES: Final = {"STOP": OptOutWord.STOP, "START": OptOutWord.START, "HELP": OptOutWord.HELP}

#: Whole texts that Twilio answers itself on SMS (twilio.com/docs/messaging/tutorials/advanced-opt-out).
KEYWORDS: Final = frozenset(
    {
        *("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"),
        *("START", "YES", "UNSTOP"),
        *("HELP", "INFO"),
    }
)


def is_keyword(text: str) -> bool:
    """Whether Twilio itself answers this text, as it does for STOP, START and HELP and their like."""
    word = text.strip()
    # ASCII only: "ſtop".upper() is "STOP", and Twilio is not known to think so.
    return word.isascii() and word.upper() in KEYWORDS
