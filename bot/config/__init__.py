"""What the operator sets, and where it is read from."""
