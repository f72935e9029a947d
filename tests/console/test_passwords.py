"""Passwords: hashing, verifying at equal cost, and what a new one must be like."""

import threading
from unittest.mock import Mock

import pytest

from console.passwords import LONGEST, STRONG, Passwords, wrong_with

FAST = Passwords(memory_kib=8, passes=1)


def test_a_password_fits_its_own_hash_only() -> None:
    stored = FAST.hash("correct horse")
    assert FAST.verify("correct horse", stored).right
    assert not FAST.verify("correct horsE", stored).right
    assert stored != FAST.hash("correct horse")  # salted


def test_the_strong_scheme_is_argon2id_with_64_mib_three_passes_and_one_lane() -> None:
    stored = STRONG.hash("correct horse")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert STRONG.verify("correct horse", stored).right


def test_a_hash_made_with_weaker_settings_is_renewed_when_the_password_is_right() -> None:
    stronger = Passwords(memory_kib=16, passes=1)
    stored = FAST.hash("correct horse")
    assert stronger.verify("wrong", stored).new_hash is None
    renewed = stronger.verify("correct horse", stored).new_hash
    assert renewed is not None
    assert "m=16" in renewed
    assert stronger.verify("correct horse", renewed).new_hash is None


@pytest.mark.parametrize("stored", [None, "", "garbage", "$argon2id$"])
def test_nobodys_password_is_never_right_and_is_computed_all_the_same(stored: str | None) -> None:
    passwords = Passwords(memory_kib=8, passes=1)
    passwords.__dict__["_context"] = spied = Mock(wraps=passwords._context)
    assert not passwords.verify("correct horse", stored).right
    spied.verify.assert_called_once()


def test_a_password_too_long_to_be_one_is_wrong_and_not_a_fault() -> None:
    stored = FAST.hash("x" * LONGEST)
    assert FAST.verify("x" * LONGEST, stored).right
    assert not FAST.verify("x" * 100_000, stored).right


def test_the_same_characters_typed_another_way_are_the_same_password() -> None:
    stored = FAST.hash("caf\u00e9 ｈｏｕｓｅ")
    assert FAST.verify("cafe\u0301 house", stored).right


def test_no_more_than_two_are_computed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(memory_kib=8, passes=1)
    stored = passwords.hash("correct horse")
    inside, most, lock = 0, 0, threading.Lock()
    both_in = threading.Barrier(2, timeout=10)

    def slow(_password: str, _stored: str) -> tuple[bool, None]:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        both_in.wait()  # returns only when a second one is inside too
        with lock:
            inside -= 1
        return True, None

    monkeypatch.setattr(passwords._context, "verify_and_update", slow)
    threads = [threading.Thread(target=passwords.verify, args=("correct horse", stored)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert most == 2


@pytest.mark.parametrize(
    ("password", "reasons"),
    [
        ("correct horse", 0),
        ("短密码一二三四五", 0),
        ("short1!", 1),
        ("x" * 129, 2),  # too long, and all alike
        ("aaaaaaaaab", 1),
        ("My-Chen-99", 1),  # contains the login
        ("", 1),
    ],
)
def test_a_new_password_is_told_every_reason_against_it(password: str, reasons: int) -> None:
    assert len(wrong_with(password, "chen")) == reasons
