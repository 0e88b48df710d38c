"""A question → interpretations of its spans → the `Query` that fits best."""
