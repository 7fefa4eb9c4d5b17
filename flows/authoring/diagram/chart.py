"""A flow as a picture has it: nodes, and labelled edges between them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# Names of states start with a letter, so these and their like are nobody else's.
START: Final = "(start)"
EVENT: Final = "(event)"
EVERYWHERE: Final = "(everywhere)"


class NodeKind(StrEnum):
    """What a node stands for."""

    START = "start"
    #: The business event that starts the flow.
    EVENT = "event"
    #: What is heard in every state.
    EVERYWHERE = "everywhere"
    STATE = "state"
    TEAM = "team"
    END = "end"


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the picture."""

    id: str
    kind: NodeKind
    title: str
    #: What it says, without the signs of a template.
    says: str = ""
    #: What it has done elsewhere.
    does: str = ""
    #: What it waits for.
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one node to another, or back to the same."""

    source: str
    target: str
    label: str = ""
    says: str = ""
    #: It is taken by time passing.
    is_timed: bool = False

    @property
    def stays(self) -> bool:
        """Whether it leads back to the node that it comes from."""
        return self.source == self.target


@dataclass(frozen=True, slots=True)
class Chart:
    """A flow, ready to be drawn. Every edge joins nodes that are there."""

    name: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
