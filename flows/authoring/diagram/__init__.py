"""Pictures of a flow: as a chart of values, as Mermaid text, as SVG. Pure, and the same flow gives the same bytes."""
