"""What is plugged in and what lies on it, for whoever sets a key up: tokens of a driver, keys with a certificate."""

from dataclasses import dataclass

import pkcs11

from engine.errors import InputRejected, Text
from engine.keys.token_key import TokenAccess, opened


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundToken:
    """A token that is plugged in."""

    label: str
    maker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundKey:
    """A key on a token that has a certificate (DER) of the same label."""

    label: str
    certificate: bytes


def tokens_of(library: str) -> tuple[FoundToken, ...]:
    """Give the tokens that a driver's library finds; raises InputRejected when the library cannot be used."""
    try:
        found = list(pkcs11.lib(library).get_tokens())
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise InputRejected(
            Text(
                vi=f"Không dùng được thư viện của thiết bị ký: {library}. Hãy cài phần mềm của thiết bị và kiểm tra "
                "đường dẫn.",
                en=f"The token's library cannot be used: {library}. Please install the token's software and check "
                "the path.",
            ),
            code="token_library_unusable",
        ) from error
    return tuple(
        FoundToken(label=str(one.label), maker=str(one.manufacturer_id or "")) for one in found if str(one.label)
    )


def keys_on(library: str, token_label: str, pin: str) -> tuple[FoundKey, ...]:
    """Give the keys of a token; one PIN is tried, once. Raises what opening a token raises."""
    access = TokenAccess(library=library, token_label=token_label, key_label="", pin=pin)
    kinds = pkcs11.Attribute
    with opened(access) as session:
        secrets = {str(one[kinds.LABEL]) for one in session.get_objects({kinds.CLASS: pkcs11.ObjectClass.PRIVATE_KEY})}
        certificates = {
            str(one[kinds.LABEL]): bytes(one[kinds.VALUE])
            for one in session.get_objects({kinds.CLASS: pkcs11.ObjectClass.CERTIFICATE})
        }
    return tuple(
        FoundKey(label=label, certificate=certificates[label]) for label in sorted(secrets & set(certificates))
    )
