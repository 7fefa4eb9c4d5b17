"""The authors' toolbox: lint, diagrams, simulation, explanation. The engine imports none of it."""
