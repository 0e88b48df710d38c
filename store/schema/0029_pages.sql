-- Pages that reports were read from, until they were asked again as often as they are, and those that are gone. `url` is
-- the address that the report names, `link` the one that it was read from, `due` when that is asked next, `looks` how often
-- it was since it was read.
create table pages (
    url text primary key,
    link text not null,
    due text,
    looks integer not null default 0,
    gone text
) strict, without rowid;
create index pages_due on pages (due) where due is not null;
