"""What sources that are asked have to give: a look at a feed or a folder in, items for the queue out."""
