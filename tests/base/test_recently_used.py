from concurrent.futures import ThreadPoolExecutor

from parindex.base import RecentlyUsed


def test_what_was_not_used_for_longest_gives_way():
    kept = RecentlyUsed(most=3, size=100)
    for name in "abc":
        kept.keep(name, name.upper())
    assert kept.get("a") == "A"
    kept.keep("d", "D")
    assert [kept.get(name) for name in "abcd"] == ["A", None, "C", "D"]


def test_sizes_add_to_no_more_than_is_allowed():
    kept = RecentlyUsed(most=100, size=10)
    for number in range(20):
        kept.keep(number, number, 3)
    assert [number for number in range(20) if kept.get(number) is not None] == [17, 18, 19]
    assert kept.keep("large", "x", 11) == "x"
    assert kept.get("large") is None
    assert len(kept) == 3


def test_the_first_value_of_a_key_stays():
    kept = RecentlyUsed(most=2, size=2)
    first, second = object(), object()
    assert kept.keep("a", first) is first
    assert kept.keep("a", second) is first
    kept.clear()
    assert kept.keep("a", second) is second


def test_threads_share_one_value_a_key_within_bounds():
    kept = RecentlyUsed(most=8, size=8)

    def use(number):
        key = number % 13
        value = kept.get(key)
        return key, kept.keep(key, [key]) if value is None else value

    with ThreadPoolExecutor(8) as pool:
        assert all(value == [key] for key, value in pool.map(use, range(5_000)))
    assert len(kept) == 8
