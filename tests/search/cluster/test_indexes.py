"""New indexes beside the old ones: filled while both are written, counted, swapped in one step, kept until told."""

from datetime import timedelta

import pytest

from search.engines.cluster import connection, documents, filling, indexes, sending
from search.models import ClusterIndex, SearchDocument

from .rows import a_draft, gone, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows")]
State = ClusterIndex.State


def states() -> dict[str, str]:
    return {name.split("-", 2)[2]: state for name, state in ClusterIndex.objects.values_list("name", "state")}


def count(alias: str) -> int:
    client = connection.for_writing()
    client.indices.refresh(index=alias)
    return client.count(index=alias)["count"]


def test_the_first_indexes_hold_every_row_of_their_language(filled):
    """Given rows in two languages and one that is gone, when the indexes are made, then each holds its own and nothing waits."""
    written(a_draft(1, "Sleep"), a_draft(2, "Falls"), a_draft(3, "Attente", language="fr"))
    gone(2)

    filled()

    assert states() == {"en-000001": State.LIVE, "fr-000001": State.LIVE}
    assert (count(documents.alias_of("en")), count(documents.alias_of("fr"))) == (1, 1)
    assert list(SearchDocument.objects.unsent().values_list("is_gone", flat=True)) in ([], [True])


def test_a_new_index_takes_over_and_the_old_one_is_kept_until_told(filled):
    """Given indexes in use, when new ones are made, then readers ask the new ones, the old ones stay, and go when told."""
    written(a_draft(1, "Sleep"))
    filled()
    filling.rebuild()
    assert states() == {"en-000001": State.OLD, "fr-000001": State.OLD, "en-000002": State.LIVE, "fr-000002": State.LIVE}

    too_soon = indexes.drop_old()
    dropped = indexes.drop_old(after=timedelta(0))

    assert too_soon == []
    assert sorted(dropped) == [f"{documents.alias_of('en')}-000001", f"{documents.alias_of('fr')}-000001"]
    assert count(documents.alias_of("en")) == 1
    assert sorted(connection.for_writing().indices.get(index=f"{documents.alias_of('en')}-*")) == [f"{documents.alias_of('en')}-000002"]


def test_what_changes_while_an_index_is_filled_reaches_both(filled, monkeypatch):
    """Given an index being filled, when a row changes after it was read and another comes and one goes, then both indexes know."""
    written(a_draft(1, "Sleep"), a_draft(2, "Falls"))
    filled()
    compare = filling._compare

    def meanwhile(names):
        written(a_draft(1, "Rest"), a_draft(3, "Waits"))
        gone(2)
        sending.send()
        for name in [names["en"], documents.alias_of("en")]:
            assert count(name) == 2
        compare(names)

    monkeypatch.setattr(filling, "_compare", meanwhile)
    filling.rebuild()

    assert count(documents.alias_of("en")) == 2
    assert not SearchDocument.objects.unsent().exists()


def test_a_half_filled_index_is_never_read(filled, monkeypatch):
    """Given a filling that was killed, when rows are asked for and sent, then the old index goes on; the next filling removes the rest."""
    written(a_draft(1, "Sleep"), a_draft(2, "Falls"))
    filled()
    monkeypatch.setattr(filling, "_put", lambda rows, index: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        filling.rebuild()
    monkeypatch.undo()
    assert states()["en-000002"] == State.FILLING
    assert count(documents.alias_of("en")) == 2
    written(a_draft(3, "Waits"))
    sending.send()

    filling.rebuild()

    assert states() == {"en-000001": State.OLD, "fr-000001": State.OLD, "en-000003": State.LIVE, "fr-000003": State.LIVE} or (
        states()["en-000002"] == State.LIVE
    )
    assert count(documents.alias_of("en")) == 3


def test_an_index_that_lacks_rows_is_not_used(filled, monkeypatch):
    """Given a filling that loses a row on its way, when the counts are compared, then the new index is not read."""
    written(a_draft(1, "Sleep"), a_draft(2, "Falls"))
    filled()
    put = filling._put
    monkeypatch.setattr(filling, "_put", lambda rows, index: put(rows[:-1], index))
    monkeypatch.setattr(filling, "TRIES_TO_COUNT", 2)

    with pytest.raises(filling.HalfFilled, match="hold"):
        filling.rebuild()

    assert states()["en-000001"] == State.LIVE and states()["en-000002"] == State.FILLING
    assert count(documents.alias_of("en")) == 2


def test_a_filling_that_was_killed_after_the_swap_counts_as_done(filled, monkeypatch):
    """Given a process that died between the swap and writing it down, when the next one begins, then the index in use is not deleted."""
    written(a_draft(1, "Sleep"))
    filled()
    monkeypatch.setattr(indexes, "_mark_live", lambda new: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        filling.rebuild()
    monkeypatch.undo()

    assert indexes.clear_away() == []

    assert states() == {"en-000001": State.OLD, "fr-000001": State.OLD, "en-000002": State.LIVE, "fr-000002": State.LIVE}


def test_a_changed_mapping_asks_for_new_indexes(filled, monkeypatch):
    """Given indexes in use, when the code wants another mapping, then they do not count as current until new ones are there."""
    written(a_draft(1, "Sleep"))
    filled()
    assert indexes.is_current()
    monkeypatch.setattr(documents, "TITLE_COUNTS", 3)
    assert not indexes.is_current()

    filling.rebuild()

    assert indexes.is_current()
