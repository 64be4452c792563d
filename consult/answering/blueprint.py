"""The blueprint of the children's pages."""

from flask import Blueprint

bp = Blueprint("answering", __name__)
