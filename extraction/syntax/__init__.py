"""What spaCy's parse says: clauses, tense, pronouns, speech, classes of words. Knows nothing of events."""
