"""Whether it happened: planned, denied, hypothetical, habitual; and who says so."""
