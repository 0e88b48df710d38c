"""What comes by itself out of chats, and how admins of the bot manage its sources."""
