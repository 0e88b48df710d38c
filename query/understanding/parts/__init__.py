"""The parts of a question: places, roles, sources, measures, negations."""
