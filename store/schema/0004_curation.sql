-- What a person decided about which tellings are one happening, and what marks a report's text as a copy of another's.

alter table reports add column fingerprint text not null default '';
update reports set fingerprint = fingerprint(text)
    where source_id is null or source_id not in (select id from sources where kind = 'dataset');

create table decisions (
    id integer primary key,
    made text not null,
    action text not null check (action in ('merge', 'split')),
    event_id integer not null
) strict;

-- One pair of mentions as a decision settles it: `same` is 1 for one happening, 0 for two. The newest decision on a
-- pair holds; taking it back brings the one before into force again.
create table curation (
    mention_id integer not null references mentions (id),
    other_id integer not null references mentions (id),
    decision_id integer not null references decisions (id),
    same integer not null,
    primary key (mention_id, other_id, decision_id)
) strict, without rowid;
create index curation_by_other on curation (other_id);
create index curation_by_decision on curation (decision_id);
