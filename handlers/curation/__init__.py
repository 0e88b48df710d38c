"""What an admin decides of events in a chat: by buttons under an event or a report, by a reply, or by a typed line."""
