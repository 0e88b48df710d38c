-- A report that was withdrawn stays in the index, with who withdrew it, when and why; its mentions tell of no event while
-- it is. `withdrawn_mentions` keeps of which event each told, so that the event can say so, and come back.

create table withdrawals (
    id integer primary key,
    report_id integer not null references reports (id),
    made text not null,
    maker text not null,
    reason text not null,
    undone text,
    undone_by text
) strict;
create unique index withdrawals_in_force on withdrawals (report_id) where undone is null;
create index withdrawals_by_report on withdrawals (report_id);

create table withdrawn_mentions (
    event_id integer not null,
    withdrawal_id integer not null references withdrawals (id),
    mention_id integer not null references mentions (id),
    primary key (event_id, withdrawal_id, mention_id)
) strict, without rowid;
create index withdrawn_mentions_by_withdrawal on withdrawn_mentions (withdrawal_id);
create index withdrawn_mentions_by_mention on withdrawn_mentions (mention_id);
