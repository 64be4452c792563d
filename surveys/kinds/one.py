"""`one`: one choice of a list."""

from .codes import all_apart, count_codes, one_code, too_few_choices
from .kind import Kind

ONE = Kind(
    name="one",
    parse=one_code,
    summarise=count_codes,
    apart=all_apart,
    mistakes=too_few_choices,
    settings=frozenset({"choices", "pictures", "roll_up", "characteristic"}),
)
