"""The Standard Webhooks signature: HMAC-SHA256 over `id.timestamp.body`."""

import base64
import hashlib
import hmac
from datetime import datetime

from app.webhooks.models import Webhook

PREFIX = "whsec_"


def secret_of(webhook: Webhook, generation: int, service_key: str) -> str:
    """As the receiver keeps it; the same as long as the service's own key is."""
    return PREFIX + base64.b64encode(key_of(webhook, generation, service_key)).decode()


def key_of(webhook: Webhook, generation: int, service_key: str) -> bytes:
    which = f"webhook {webhook.office_id} {webhook.id} {webhook.salt} {generation}"
    return hmac.digest(service_key.encode(), which.encode(), hashlib.sha256)


def headers_for(
    webhook: Webhook, service_key: str, message_id: str, body: bytes, at: datetime
) -> dict[str, str]:
    """For a while after a new secret was made, the old one signs as well."""
    seconds = int(at.timestamp())
    generations = [webhook.generation]
    if webhook.old_secret_until and at < webhook.old_secret_until:
        generations.append(webhook.generation - 1)
    signed = f"{message_id}.{seconds}.".encode() + body
    signatures = (
        hmac.digest(key_of(webhook, generation, service_key), signed, hashlib.sha256)
        for generation in generations
    )
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{base64.b64encode(one).decode()}" for one in signatures),
    }
