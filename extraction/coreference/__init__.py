"""Which drafts are one event, and what each adds to it."""
