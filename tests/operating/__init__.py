"""The product as operators run it: its image, its service, its papers."""
