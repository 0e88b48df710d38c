"""A `Query` looked up: events selected, added up, and relaxed to the nearest where nothing is found."""
