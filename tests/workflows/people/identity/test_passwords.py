"""What a password costs an attacker, which the quick hasher of the tests would hide."""

from __future__ import annotations

from argon2 import PasswordHasher, Type

from workflows.people.identity import passwords


def test_production_hashes_with_what_owasp_asks(costly_hasher: PasswordHasher) -> None:
    assert costly_hasher.type is Type.ID
    assert costly_hasher.memory_cost >= 19 * 1024
    assert costly_hasher.time_cost >= 2
    assert passwords._HASHER is not costly_hasher


def test_a_hash_of_other_parameters_matches_and_is_made_anew(costly_hasher: PasswordHasher) -> None:
    older = costly_hasher.hash("Correct-horse7")
    assert older != costly_hasher.hash("Correct-horse7"), "the salt is its own"
    assert passwords.matches("Correct-horse7", older)
    assert not passwords.matches("Correct-horse8", older)
    assert passwords.needs_rehash(older)
    assert not passwords.needs_rehash(passwords.hash_password("Correct-horse7"))
