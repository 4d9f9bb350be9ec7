"""The charts agree with established packages, case by case."""

import json
from pathlib import Path

import pytest

from benchmarks.spc_agreement import cases_below, differences
from measures.control_chart import c4
from measures.run_chart import crossings_min, longest_run_max, runs_count_limits

HERE = Path(__file__).parent / "cases"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "spc_reference" / "datasets"
OWN = list(cases_below(HERE))
OTHERS = list(cases_below(SHARED)) if SHARED.exists() else []


def name_of(value) -> str:
    return value["id"] if isinstance(value, dict) else value.stem


def test_every_case_is_read():
    assert len(OWN) == 63


@pytest.mark.parametrize(("path", "case"), OWN, ids=name_of)
def test_our_figures_are_those_of_the_package(path, case):
    assert differences(path, case) == []


@pytest.mark.skipif(not OTHERS, reason="The real series of the reference lie beside the project, in ../shared, and are not here.")
@pytest.mark.parametrize(("path", "case"), OTHERS, ids=name_of)
def test_our_figures_are_those_of_the_package_on_real_series(path, case):
    assert differences(path, case) == []


def test_a_changed_figure_is_noticed():
    path, case = next((path, case) for path, case in OWN if path.name == "qic.json")
    changed = json.loads(json.dumps(case))
    changed["expected"]["cl"][0] *= 1 + 1e-6

    assert differences(path, changed)


CONSTANTS = json.loads((HERE / "constants.json").read_text())


def test_limits_of_runs_are_exact():
    for row in CONSTANTS["runs"]:
        assert (longest_run_max(row["n_useful"]), crossings_min(row["n_useful"])) == (row["longest_run_max"], row["n_crossings_min"])
    for row in CONSTANTS["runs_count"]:
        assert runs_count_limits(row["n_useful"]) == (row["too_few_at_most"], row["too_many_at_least"])


def test_constants_of_subgroups_are_exact():
    for row in CONSTANTS["subgroup"]:
        assert c4(row["n"]) == pytest.approx(row["c4"], rel=1e-9)
