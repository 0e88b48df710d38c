-- What a message said when it was last heard, as a fingerprint, so that an edit that changes nothing is known as one;
-- and whether it was carried out as a command that must not be carried out again.

create table message_words (
    chat_id integer not null,
    message_id integer not null,
    words text not null,
    update_id integer not null,
    carried_out integer not null default 0,
    heard text not null,
    primary key (chat_id, message_id)
) strict;
create index message_words_by_time on message_words (heard);
