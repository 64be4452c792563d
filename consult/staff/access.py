"""Every route refuses by default: public ones are listed here, the others name their roles."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_security import current_user

from .models import ROLES

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = frozenset(
    {
        "pages.front",
        "pages.static_file",
        "pages.favicon",
        "answering.choose_band",
        "answering.questionnaire",
        "answering.results",
        "answering.recording",
        "answering.page_recording",
        "answering.film",
        "answering.send",
        "answering.waited",
        "answering.worker",
        "answering.pages",
        "answering.start",
        "answering.join",
        "answering.ask_to_withdraw",
        "answering.withdraw",
        "answering.leave",
        "help.services",
        "sessions.duty_sheet",
        "reports.index",
        "reports.report",  # opens to everyone once published; the view itself asks for staff before
        "staff.enter",
        "security.login",
        "security.logout",
    }
)


def for_roles(*roles: str) -> Callable[[View], View]:
    """Mark a view as open to staff with one of these roles; without any, to all staff."""
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"unknown roles: {sorted(unknown)}")

    def mark(view: View) -> View:
        view.roles = roles or ROLES  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    """Ask before every view."""
    app.before_request(_refuse_by_default)


def _refuse_by_default() -> Any:
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None
    roles = getattr(current_app.view_functions[request.endpoint], "roles", ())
    if not current_user.is_authenticated:
        if not roles:
            abort(404)
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    if not has_role(*roles):
        abort(403)
    return None


def has_role(*roles: str) -> bool:
    """Is somebody signed in who has one of these roles?"""
    return current_user.is_authenticated and any(role.name in roles for role in current_user.roles)
