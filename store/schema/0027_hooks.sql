-- Who is told of events by a POST to an address: hooks, what each knows of, and what is on its way to it.

-- A hook goes with a watch, of a chat or of its own. `secret_file` names where its secret is; the secret itself stands
-- nowhere in the index. `failing_since`, `failures`, `not_before` and `error` are of a receiver that fails now; `trouble`
-- is why the hook stands still.
create table hooks (
    id integer primary key,
    watch_id integer references watches (id) on delete set null,
    url text not null,
    secret_file text not null,
    made text not null,
    failing_since text,
    failures integer not null default 0,
    not_before text,
    error text,
    trouble text
) strict;
create index hooks_by_watch on hooks (watch_id);

-- An event that a hook told of, or is about to: `number` counts what was posted of it, `facts` is what was said last,
-- `due` is 1 while something is to be done.
create table hook_events (
    hook_id integer not null references hooks (id) on delete cascade,
    event_id integer not null,
    made text not null,
    due integer not null default 1,
    number integer not null default 0,
    told text,
    facts text,
    primary key (hook_id, event_id)
) strict;
create index hook_events_by_event on hook_events (event_id);
create index hook_events_due on hook_events (hook_id, made) where due = 1;

-- What is posted: once for a hook, an event and a state of it. `id` is what the receiver knows it by, however often it
-- comes; they go in the order of `place`. Who takes one up has it until `not_before`.
create table hook_posts (
    place integer primary key,
    id text not null unique,
    hook_id integer not null references hooks (id) on delete cascade,
    event_id integer not null,
    number integer not null,
    body text not null,
    attempts integer not null default 0,
    not_before text,
    made text not null,
    sent text,
    unique (hook_id, event_id, number)
) strict;
create index hook_posts_waiting on hook_posts (hook_id) where sent is null;
