"""Questions as people ask them: in chats, inline, edited, by buttons."""
