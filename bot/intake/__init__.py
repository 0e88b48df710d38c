"""What the bot takes in by itself: the queue read, feeds and folders polled, silence told of."""
