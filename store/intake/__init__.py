"""What comes by itself: its sources, what each gave, and the queue between arriving and being read."""
