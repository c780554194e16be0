"""One person met by several clients, as a contact's card shows it."""

from typing import Any

from app.casefile.acts import Act
from app.offers.models import Contact
from app.people.queries import Kin, Met
from app.people.words import crowd_words


def kin_seen(kin: Kin, contact: Contact, base: str) -> dict[str, Any]:
    """What `casefile/_kin.html` needs."""
    own = f"{base}/contacts/{contact.id}"
    return {
        "crowd": crowd_words(kin.crowd, contact.name),
        "linked": [met_seen(met, base) for met in kin.linked],
        "unlink": Act("Not the same person", f"{own}/unlink", post={}) if kin.linked else None,
        "alike": [
            met_seen(met, base)
            | {
                "why": why_alike(met, contact),
                "acts": [
                    Act(label, f"{own}/{path}", post={"other_id": str(met.contact_id)})
                    for label, path in (
                        ("The same person", "same-person"),
                        ("Somebody else", "somebody-else"),
                    )
                ],
            }
            for met in kin.alike
        ],
    }


def met_seen(met: Met, base: str) -> dict[str, Any]:
    return {
        "name": met.name,
        "client": met.client_name,
        "href": f"{base}/clients/{met.client_id}#contact-{met.contact_id}",
        "employer": met.employer,
    }


def why_alike(met: Met, contact: Contact) -> str:
    if met.email is not None and met.email == contact.email:
        return "the same e-mail address"
    return "the same profile"
