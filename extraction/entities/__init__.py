"""Names in the text: actors and toponyms found, and toponyms resolved to places."""
