"""A `Query` looked up: events selected, added up, and relaxed where nothing is found."""
