-- What chats watch for, which events changed since the bot looked last, and which events each chat was told of.

-- A question that stands: its events ring in a chat. `selection` is what is looked for (`store/search/selection_text.py`),
-- `meaning` the same in words. Only events that a report after `after_report` tells of ring. `trouble` is why nothing
-- could be sent; with it, or where somebody paused it, the watch stands still.
-- `of_message` shares the location that it is around.
create table watches (
    id integer primary key,
    chat_id integer not null references chats (id),
    thread_id integer,
    meaning text not null,
    selection text not null,
    made text not null,
    after_report integer not null,
    set_by integer,
    of_message integer,
    paused integer not null default 0,
    trouble text
) strict;
create index watches_by_chat on watches (chat_id);

-- Which watches an event may be for, by what it has: a place, an actor, a kind, the square of the globe that it lies in.
create table watch_keys (
    key text not null,
    watch_id integer not null references watches (id) on delete cascade,
    primary key (key, watch_id)
) strict, without rowid;
create index watch_keys_by_watch on watch_keys (watch_id);

-- Events that were written, changed or dropped, until the bot has looked at them; `number` counts how often. Nothing is
-- noted where nobody watches.
create table event_changes (
    event_id integer primary key,
    number integer not null default 1
) strict;
create trigger events_noted_new after insert on events when exists (select 1 from watches) begin
    insert into event_changes (event_id) values (new.id) on conflict do update set number = number + 1;
end;
create trigger events_noted_changed after update on events when exists (select 1 from watches) begin
    insert into event_changes (event_id) values (new.id) on conflict do update set number = number + 1;
end;
create trigger events_noted_gone after delete on events when exists (select 1 from watches) begin
    insert into event_changes (event_id) values (old.id) on conflict do update set number = number + 1;
end;

-- One message that tells of several events at once, and what it said last.
create table gatherings (
    id integer primary key,
    chat_id integer not null,
    delivery_id integer,
    message_id integer,
    edit_id integer,
    shown text not null,
    made text not null
) strict;
create index gatherings_by_delivery on gatherings (delivery_id);
create index gatherings_by_chat on gatherings (chat_id);

-- An event that a chat was told of, or is about to be: once, whichever of its watches found it. Its message is its own
-- (`delivery_id`) or one of several events (`gathering_id`). `facts` is what was said of it aloud, `shown` what its message
-- says, `edit_id` the delivery that changes that. `due` is 1 while something is to be done.
create table alerts (
    chat_id integer not null,
    event_id integer not null,
    watch_id integer not null,
    thread_id integer,
    meaning text not null,
    made text not null,
    due integer not null default 1,
    told text,
    facts text,
    shown text,
    delivery_id integer,
    message_id integer,
    edit_id integer,
    gathering_id integer references gatherings (id),
    primary key (chat_id, event_id)
) strict;
create index alerts_by_event on alerts (event_id);
create index alerts_due on alerts (chat_id, made) where due = 1;
create index alerts_by_delivery on alerts (delivery_id);
create index alerts_by_gathering on alerts (gathering_id);

-- When nothing makes a sound in a chat: wall-clock times in its zone. Both are empty where there are no such hours.
alter table preferences add column quiet_from text;
alter table preferences add column quiet_until text;
