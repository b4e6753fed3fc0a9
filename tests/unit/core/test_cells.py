"""No cell of the CSV is run by a spreadsheet, and no other cell is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cells import formula_safe


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\u00a0@x"])
def test_what_could_be_a_formula_gets_an_apostrophe(name):
    assert formula_safe(name) == f"'{name}"


@pytest.mark.parametrize("name", ["Ada", "O'Brien", "Jean-Luc", "مریم", "", "A=B", "王小明"])
def test_a_name_stays_as_it_was_written(name):
    assert formula_safe(name) == name


@given(st.text())
def test_no_cell_begins_like_a_formula(name):
    assert not formula_safe(name).lstrip().startswith(("=", "+", "-", "@"))
    assert formula_safe(name).removeprefix("'") in (name, name.removeprefix("'"))
