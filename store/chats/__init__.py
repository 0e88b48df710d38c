"""What the bot keeps of chats: questions, settings, digests, deliveries, updates."""
