-- Updates stay until they are handled, so that a crash loses none. Files wait in the outbox like words do, and what an
-- update makes the bot send is queued once, however often the update is handled: `cause` names it. A chat's time zone
-- stands among its preferences.

create table updates (
    id integer primary key,
    content text,
    received text not null,
    starts integer not null default 0
) strict;
insert into updates (id, received) select id, seen from updates_seen;
drop table updates_seen;
create index updates_unhandled on updates (id) where content is not null;
create index updates_by_time on updates (received);

alter table deliveries add column attachment blob;
alter table deliveries add column cause text;
create unique index deliveries_once_per_cause on deliveries (cause) where cause is not null;

alter table chats drop column zone;
alter table chats drop column language;
