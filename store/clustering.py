"""Linked accounts into happenings: the strongest links first, never two accounts together that cannot be one.

The outcome hangs only on the accounts, their links and what people decided, never on the order in which they came.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from store.accounts import Account

Link = tuple[float, str, str]
"""A score and the keys of the two accounts that it joins."""

Decided = Mapping[frozenset[str], bool]
"""The keys of two accounts, and whether a person said that they are one happening."""


def partition(
    accounts: Sequence[Account],
    links: Iterable[Link],
    apart: Callable[[Account, Account], bool],
    decided: Decided | None = None,
) -> list[list[Account]]:
    """Split accounts into happenings, each in order of its accounts' keys, the happenings by their first key.

    `apart` says whether two accounts cannot be one happening. What was decided to be two stays apart whatever links
    there are; what was decided to be one is put together at the end, with all that stands with it.
    """
    decided = decided or {}

    def kept_apart(one: Account, other: Account) -> bool:
        return not decided.get(frozenset((one.key, other.key)), True) or apart(one, other)

    home = {account.key: [account] for account in accounts}
    for _, one, other in sorted((-score, min(a, b), max(a, b)) for score, a, b in links):
        first, second = home[one], home[other]
        if first is not second and not any(kept_apart(a, b) for a in first for b in second):
            _unite(home, first, second)
    for pair, same in decided.items():
        one, other = sorted(pair)
        if same and home[one] is not home[other]:
            _unite(home, home[one], home[other])
    groups = {id(group): sorted(group, key=lambda account: account.key) for group in home.values()}
    return sorted(groups.values(), key=lambda group: group[0].key)


def _unite(home: dict[str, list[Account]], first: list[Account], second: list[Account]) -> None:
    first.extend(second)
    for account in second:
        home[account.key] = first
