"""What single words of a question are: slips mended, short forms, senses, what is left over."""
