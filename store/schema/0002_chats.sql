-- What the bot must remember: chats and their settings, digests, the outbox, and the updates already handled.

create table chats (
    id integer primary key,
    kind text not null,
    title text,
    zone text not null default 'UTC',
    language text,
    joined text not null,
    left text
) strict;

create table digests (
    id integer primary key,
    chat_id integer not null references chats (id),
    thread_id integer,
    wall_time text not null,
    zone text not null,
    question text not null,
    created text not null,
    active integer not null default 1,
    last_slot text
) strict;
create index digests_by_chat on digests (chat_id, active);
create index digests_active on digests (active);

create table deliveries (
    id integer primary key,
    chat_id integer not null,
    thread_id integer,
    digest_id integer references digests (id),
    slot text,
    payload text not null,
    state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'unknown')),
    attempts integer not null default 0,
    not_before text,
    message_id integer,
    error text,
    created text not null,
    changed text not null
) strict;
create unique index deliveries_once_per_slot on deliveries (digest_id, slot) where digest_id is not null;
create index deliveries_by_state on deliveries (state, chat_id, id);

create table updates_seen (
    id integer primary key,
    seen text not null
) strict;
