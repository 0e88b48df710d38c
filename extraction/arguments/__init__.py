"""Who, where and with what: the actors, places, weapons and targets of each event."""
