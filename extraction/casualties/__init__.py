"""How many were killed, hurt, missing or taken, of whom, and how figures of one event fit together."""
