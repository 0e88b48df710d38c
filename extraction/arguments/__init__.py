"""Who, where and with what: the actors, places and weapons of each event."""
