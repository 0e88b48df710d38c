"""Record linkage: which mentions are of one event, and the event that they make together."""
