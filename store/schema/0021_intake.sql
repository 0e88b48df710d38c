-- What comes by itself. `intakes` are the sources that reports are taken from without anybody sending them: a channel or a
-- group that the bot sits in, a feed, a folder; each is an outlet of `sources`, whose key is its id and never a name.
-- `items` are what each of them gave, by its own reference, so that nothing is taken twice and an item that is changed is
-- known again. `arrivals` is the queue between arriving and being read.

create table intakes (
    source_id integer primary key references sources (id),
    kind text not null check (kind in ('channel', 'group', 'feed', 'folder')),
    address text not null,
    language text,
    added text not null,
    paused text,
    ended text,
    last_try text,
    last_success text,
    last_item text,
    silent_after text not null,
    told text,
    failures integer not null default 0,
    trouble text,
    next_try text,
    state text not null default '',
    passed_over integer not null default 0,
    passed_told integer not null default 0
) strict;
create index intakes_by_silence on intakes (silent_after);

create table items (
    source_id integer not null references intakes (source_id) on delete cascade,
    reference text not null,
    words text not null,
    version text,
    arrived text not null,
    report_id integer references reports (id),
    gone text,
    primary key (source_id, reference)
) strict, without rowid;
create index items_by_report on items (report_id);
create index items_by_arrival on items (source_id, arrived);

create table arrivals (
    id integer primary key,
    source_id integer not null references intakes (source_id) on delete cascade,
    reference text not null,
    report text not null,
    version text,
    received text not null,
    tries integer not null default 0,
    trouble text,
    set_aside text
) strict;
create index arrivals_waiting on arrivals (source_id, id) where set_aside is null;
create index arrivals_set_aside on arrivals (set_aside) where set_aside is not null;

-- Of which mention a revision keeps what it said (a row of a dataset has but one), or, where the mention is gone, which
-- event it told of.
alter table revisions add column mention_id integer;
alter table revisions add column event_id integer;
create index revisions_by_event on revisions (event_id) where event_id is not null;
