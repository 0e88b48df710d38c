-- Who set a digest, to be told when it cannot be sent, and why it could not be; empty where nothing stands in the way.

alter table digests add column set_by integer;
alter table digests add column trouble text;
