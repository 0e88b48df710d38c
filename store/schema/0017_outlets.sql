-- An outlet is known by what lasts of it, the id of its channel or account, and else by its name: `key` tells it from every
-- other, `name` is what it is called, which several may be. Its letter belongs to the key.

pragma defer_foreign_keys = on;
create temp table kept as select * from sources;
drop table sources;
create table sources (
    id integer primary key,
    key text not null unique,
    name text not null,
    kind text not null default 'outlet' check (kind in ('outlet', 'dataset')),
    reliability text check (reliability in ('A', 'B', 'C', 'D', 'E', 'F'))
) strict;
insert into sources (id, key, name, kind, reliability) select id, 'name:' || name, name, kind, reliability from kept;
drop table kept;
create index sources_by_name on sources (name collate nocase);
