"""Did a send come from a page of ours? Without token or cookie, so that pages can be cached."""

from flask import Request, current_app


def is_ours(request: Request) -> bool:
    """Is Origin one of the site's own, and Sec-Fetch-Site absent or `same-origin`?

    Browsers send Origin with every form post. On plain HTTP Sec-Fetch-Site is absent.
    """
    own = (request.host_url.rstrip("/"), *current_app.config["ORIGINS"])
    return (
        request.headers.get("Origin") in own
        and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    )
