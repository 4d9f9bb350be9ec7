"""Figures of relevance as trec_eval reckons them, and the command that prints them for a collection."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from search import evaluation
from search.models import SearchDocument


def test_the_figures_of_one_order_reckoned_by_hand():
    """Given grades 3, 1 and an irrelevant row between, when they are reckoned, then they are what a pencil says."""
    grades = {"a": 3, "b": 1, "c": 0, "d": -1}

    assert evaluation.ndcg(["a", "b"], grades) == 1.0
    assert evaluation.ndcg(["c", "a", "d", "b"], grades) == pytest.approx((3 / 1.5849625 + 1 / 2.3219281) / (3 + 1 / 1.5849625))
    assert evaluation.average_precision(["c", "a", "d", "b"], grades) == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert evaluation.recall(["a"], grades) == 0.5
    assert evaluation.ndcg([], grades) == evaluation.average_precision([], grades) == 0.0


def collection(folder: Path) -> Path:
    documents = [
        ("d1", "Sleep on wards", "Fewer calls at night"),
        ("d2", "Falls", "Beds and floors"),
        ("d3", "", "Night sleep, ward by ward"),
    ]
    lines = [json.dumps({"id": name, "title": title, "text": text}) for name, title, text in documents]
    (folder / "docs.jsonl").write_text("\n".join(lines))
    (folder / "queries.jsonl").write_text('{"id": "1", "text": "sleeping on a ward"}\n{"id": "2", "text": "opioids"}\n')
    (folder / "qrels.tsv").write_text("query-id\tdoc-id\tgrade\n1\td1\t2\n1\td3\t1\n2\td2\t0\n")
    return folder


def test_a_collection_is_asked_in_an_index_of_its_own(tmp_path, django_db_setup, django_db_blocker):
    """Given a small collection, when it is evaluated, then figures and a run file come out and the site's index stays as it was."""
    said = StringIO()

    with django_db_blocker.unblock():
        before = SearchDocument.objects.count()
        call_command("search_eval", str(collection(tmp_path)), engine="sqlite", run=tmp_path / "run.txt", stdout=said)
        assert SearchDocument.objects.count() == before

    assert "nDCG@10       1.0000" in said.getvalue() and "empty         1" in said.getvalue()
    run = [line.split() for line in (tmp_path / "run.txt").read_text().splitlines()]
    assert [(line[0], line[2], line[3]) for line in run] == [("1", "d1", "1"), ("1", "d3", "2")]


@pytest.mark.django_db
@pytest.mark.parametrize("engine", ["nothing", "postgres"])
def test_an_engine_that_is_not_here_says_so(tmp_path, engine, settings):
    """Given a site on SQLite, when another engine is asked for, then a sentence says why not."""
    if engine == "postgres" and not settings.IS_SQLITE:
        pytest.skip("the site stands on PostgreSQL")

    with pytest.raises(CommandError, match=r"PostgreSQL|no engine named"):
        call_command("search_eval", str(collection(tmp_path)), engine=engine, stdout=StringIO())


def test_a_folder_without_a_collection_says_so(tmp_path):
    """Given an empty folder, when it is evaluated, then a sentence says that it cannot be read."""
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("search_eval", str(tmp_path), stdout=StringIO())
