"""A small trained encoder that reads windows of a report: what each word triggers, and what belongs to it."""
