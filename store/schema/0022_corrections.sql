-- A person's decisions also set an event right, keep it or drop it; each says who made it, and whether it was taken back.
-- `aspect`, `told` and `before` are of a correction: what of the event it is about, that as the person tells it, and the
-- event as it stood before. `decision_mentions` are the mentions that told of the event then, each with its event: a correction
-- holds for the event of the first of them that tells of any. `decision_events` are the numbers of all events that it was about.

create table new_decisions (
    id integer primary key,
    made text not null,
    action text not null check (action in ('merge', 'split', 'correct', 'keep', 'drop')),
    event_id integer not null,
    maker text not null default '',
    aspect text,
    told text,
    before text,
    undone text,
    undone_by text
) strict;
insert into new_decisions (id, made, action, event_id) select id, made, action, event_id from decisions;

create table new_curation (
    mention_id integer not null references mentions (id),
    other_id integer not null references mentions (id),
    decision_id integer not null references new_decisions (id),
    same integer not null,
    primary key (mention_id, other_id, decision_id)
) strict, without rowid;
insert into new_curation select mention_id, other_id, decision_id, same from curation;

drop table curation;
drop table decisions;
alter table new_decisions rename to decisions;
alter table new_curation rename to curation;
create index curation_by_other on curation (other_id);
create index curation_by_decision on curation (decision_id);

create table decision_mentions (
    decision_id integer not null references decisions (id),
    mention_id integer not null references mentions (id),
    event_id integer not null,
    primary key (decision_id, mention_id)
) strict, without rowid;
create index decision_mentions_by_mention on decision_mentions (mention_id);
insert into decision_mentions
    select paired.decision_id, paired.mention_id, coalesce(mentions.event_id, decisions.event_id)
    from (select decision_id, mention_id from curation union select decision_id, other_id from curation) as paired
        join mentions on mentions.id = paired.mention_id join decisions on decisions.id = paired.decision_id;

create table decision_events (
    event_id integer not null,
    decision_id integer not null references decisions (id),
    primary key (event_id, decision_id)
) strict, without rowid;
insert into decision_events select event_id, id from decisions;
create index decision_events_by_decision on decision_events (decision_id);
