"""The project's corpus and the trainer of the reader; nothing of the product imports this."""
