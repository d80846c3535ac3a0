from __future__ import annotations

from appliance.engines.phrase_cache import PhraseCache


def test_hits_and_misses_are_counted() -> None:
    cache = PhraseCache(100)
    assert cache.get("a") is None
    cache.put("a", b"12345")
    assert cache.get("a") == b"12345"
    assert (cache.hits, cache.misses, cache.kept_bytes) == (1, 1, 5)


def test_the_least_recently_used_goes_first() -> None:
    cache = PhraseCache(40)
    for key in "abcd":
        cache.put(key, bytes(10))
    cache.get("a")
    cache.put("e", bytes(10))
    assert cache.get("b") is None
    assert cache.get("a") is not None
    assert cache.kept_bytes == 40


def test_replacing_does_not_leak_bytes_and_the_huge_is_not_kept() -> None:
    cache = PhraseCache(40)
    cache.put("a", bytes(10))
    cache.put("a", bytes(4))
    cache.put("b", bytes(11))
    assert cache.kept_bytes == 4
    assert cache.get("b") is None
