"""Commands that keep the index: looked at, copied, pruned, replicated."""
