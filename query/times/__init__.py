"""Times in questions: grammar, calendar, holidays and relative days."""
