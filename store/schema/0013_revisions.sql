-- What a row of a dataset said before its publisher changed or withdrew it: its words, and the event as it told it.

create table revisions (
    id integer primary key,
    report_id integer not null references reports (id),
    revised text not null,
    action text not null check (action in ('changed', 'withdrawn')),
    text text not null,
    telling text not null
) strict;
create index revisions_by_report on revisions (report_id);
