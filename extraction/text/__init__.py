"""The characters of a report before the parser sees them: cleaning, truecasing, layout; and its numbers."""
