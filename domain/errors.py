"""The one base of errors that are meant for a person's eyes."""


class WatchfloorError(Exception):
    """Something a person can mend. Its message is one clear sentence that says what is wrong and what to do;
    surfaces show it as it is, without a traceback."""
