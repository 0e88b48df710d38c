"""When something comes by itself, as people write it: lines in, schedules and time zones out. Knows no Telegram."""
