"""Linked accounts into happenings: the strongest links first, never two accounts together that cannot be one.

The outcome hangs only on the accounts and their links, never on the order in which they came.
"""

from collections.abc import Callable, Iterable, Sequence

from store.accounts import Account

Link = tuple[float, str, str]
"""A score and the keys of the two accounts that it joins."""


def partition(
    accounts: Sequence[Account], links: Iterable[Link], apart: Callable[[Account, Account], bool]
) -> list[list[Account]]:
    """Split accounts into happenings, each in order of its accounts' keys, the happenings by their first key.

    `apart` says whether two accounts cannot be one happening.
    """
    home = {account.key: [account] for account in accounts}
    for _, one, other in sorted((-score, min(a, b), max(a, b)) for score, a, b in links):
        first, second = home[one], home[other]
        if first is second or any(apart(a, b) for a in first for b in second):
            continue
        first.extend(second)
        for account in second:
            home[account.key] = first
    groups = {id(group): sorted(group, key=lambda account: account.key) for group in home.values()}
    return sorted(groups.values(), key=lambda group: group[0].key)
