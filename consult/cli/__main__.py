"""`python -m consult.cli` is `alzavoz`."""

from . import main

main()
