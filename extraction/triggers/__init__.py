"""Words that tell of an event, in the sense and the surroundings in which they do."""
