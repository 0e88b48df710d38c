"""Events as rows: written, indexed and read back."""
