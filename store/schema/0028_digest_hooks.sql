-- Digests that are posted to an address, and pins that a digest takes off again.

-- Messages that a digest pinned, until it takes the pin off.
create table digest_pins (
    digest_id integer not null references digests (id) on delete cascade,
    message_id integer not null,
    primary key (digest_id, message_id)
) strict, without rowid;

-- A hook goes with a watch or with a digest, of a chat or of its own.
alter table hooks add column digest_id integer references digests (id) on delete set null;
create index hooks_by_digest on hooks (digest_id);

-- A post is of an event or of a slot of a digest: once for a hook, that and a state of it. The new table takes the pages of
-- the old one.
create temp table kept_posts as select * from hook_posts;
drop table hook_posts;
create table hook_posts (
    place integer primary key,
    id text not null unique,
    hook_id integer not null references hooks (id) on delete cascade,
    event_id integer,
    slot text,
    number integer not null,
    body text not null,
    attempts integer not null default 0,
    not_before text,
    made text not null,
    sent text,
    unique (hook_id, event_id, number),
    unique (hook_id, slot, number),
    check ((event_id is null) <> (slot is null))
) strict;
insert into hook_posts (place, id, hook_id, event_id, number, body, attempts, not_before, made, sent)
    select place, id, hook_id, event_id, number, body, attempts, not_before, made, sent from kept_posts;
drop table kept_posts;
create index hook_posts_waiting on hook_posts (hook_id) where sent is null;
