"""Where a conversation is, in words."""

from flows.protocol.conversation import Conversation, ConversationStatus


def whereabouts(conversation: Conversation | None) -> str:
    """Who holds a conversation, and where it is."""
    if conversation is None:
        return "no conversation yet"
    place = f"{conversation.flow}.{conversation.state}"
    match conversation.status:
        case ConversationStatus.AUTOMATED if conversation.calling:
            return f"{place} waits for a business system"
        case ConversationStatus.AUTOMATED:
            return f"the flow holds it, in {place}"
        case ConversationStatus.QUEUED:
            return f"queued for {conversation.team}"
        case ConversationStatus.CLOSED:
            return f"it is over, since {place}"
        case _:
            return f"{conversation.agent or 'an agent'} holds it"
