"""A chaos run: people ask while everything around the bot fails, one thing after another."""
