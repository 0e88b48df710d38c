"""What handlers work with: the typed services, the conversation, limits and small caches."""
