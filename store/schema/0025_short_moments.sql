-- The times that events are sorted and filtered by stand in eight rows of each: midnight, at which all days begin, has
-- its date only, and the commonest status of `event_areas` is empty.

update events set recency = replace(recency, 'T00:00:00Z', ''), start = replace(start, 'T00:00:00Z', ''),
    "end" = replace("end", 'T00:00:00Z', '');
update event_areas set recency = replace(recency, 'T00:00:00Z', ''), "end" = replace("end", 'T00:00:00Z', ''),
    status = replace(status, 'reported', '');
