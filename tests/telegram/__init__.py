"""A strict emulator of Telegram's Bot API, and the people who talk to the bot through it.

It runs in the test's own event loop and listens on a real loopback socket, so the real `Application` polls it. Point
python-telegram-bot at it with the two addresses that it gives:

    application = (
        ApplicationBuilder().token(emulator.token).base_url(emulator.base_url).base_file_url(emulator.base_file_url)
    ).build()

Tests start faster with `.request(plain_request()).get_updates_request(plain_request())` from `tests.telegram.fixtures`,
which loads no certificates. A story is a few lines (the fixture `emulator` comes from the same place):

    ada = emulator.person("Ada")
    ada.send("latest strikes in Deir ez-Zor")
    await emulator.settled()
    ada.tap("Map")
    await emulator.settled()
    golden("latest_strikes", ada.chat.transcript())

What people do takes effect at once. `settled()` waits until the bot has taken every update, every coroutine function in
`emulator.busy` has returned, and no request is under way. With python-telegram-bot give it the queue of updates, which
is joined when the last handler has finished, and whatever else works on its own, such as an outbox:

    emulator.busy.append(application.update_queue.join)

Every request is checked as the server checks it and refused in the server's own words; whatever a correct bot would not
have sent is also kept in `emulator.violations`, and fails the test when the fixture ends (`emulator.forgive(words)`
takes back what a test provokes on purpose).
"""
