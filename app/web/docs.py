"""The description of the API to read and try out, by Swagger UI without a script in the page."""

from fastapi import APIRouter, Response

from app.web.headers import content_policy
from app.web.templating import page

# From the package of that version, whose own integrity was checked before these were hashed.
SWAGGER = "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5.35.0"
SCRIPT = f"{SWAGGER}/swagger-ui-bundle.js"
SCRIPT_HASH = "sha384-gjRm0bEPMeTmMh5jT2cHccIwCUZSTd8YC+j0d0sXw0MdGEfScduGpSyF3ZSSLkX9"
STYLES = f"{SWAGGER}/swagger-ui.css"
STYLES_HASH = "sha384-WlYgdmXYOOBWL5apwjDEZwN+U3HmXSSu5R6V5aGxEcf7z+KuRNwBhoxKVN1i3D5I"

POLICY = content_policy({"script-src": f"'self' {SCRIPT}", "style-src": f"'self' {STYLES}"})

router = APIRouter(include_in_schema=False)


@router.get("/api/v1/docs")
def docs() -> Response:
    answer = page(
        "web/docs.html",
        script=SCRIPT,
        script_hash=SCRIPT_HASH,
        styles=STYLES,
        styles_hash=STYLES_HASH,
    )
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
