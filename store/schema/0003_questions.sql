-- Questions asked in chats: what buttons, edits and follow-ups come back to. `previous` and `shown` are views as the
-- buttons write them: what the question followed on, and what its answer shows at present.

create table questions (
    id integer primary key,
    chat_id integer not null,
    user_id integer not null,
    message_id integer not null,
    answer_id integer,
    question text not null,
    zone text not null,
    asked text not null,
    previous text,
    shown text
) strict;
create index questions_by_asker on questions (chat_id, user_id, id);
create unique index questions_by_message on questions (chat_id, message_id);
create index questions_by_time on questions (asked);
