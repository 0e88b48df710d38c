-- Digests at several hours and on some days only, and what each told: an event stands in one once, unless it changed.
-- `known` is the newest mention that a digest's last slot took in; what came after it is new. `told` is the event as it
-- stood in the message of that slot, `said` as a correction said it since. `delivery_id` is the message as long as the
-- outbox keeps it.

alter table digests add column weekdays text not null default '1234567';
alter table digests add column extras text not null default '';
alter table digests add column known integer;
alter table digests add column paused integer not null default 0;

create table digest_slots (
    digest_id integer not null references digests (id) on delete cascade,
    slot text not null,
    since text not null,
    events integer not null,
    killed integer not null,
    delivery_id integer,
    corrections integer not null default 0,
    primary key (digest_id, slot)
) strict, without rowid;
create index digest_slots_by_slot on digest_slots (slot);
create index digest_slots_by_delivery on digest_slots (delivery_id);

create table digest_told (
    digest_id integer not null references digests (id) on delete cascade,
    slot text not null,
    position integer not null,
    mention_id integer not null,
    event_id integer not null,
    changed_from text,
    told text not null,
    said text not null,
    label text not null,
    primary key (digest_id, slot, position)
) strict, without rowid;
create index digest_told_by_mention on digest_told (digest_id, mention_id);
