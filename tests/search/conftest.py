"""What the tests of the search stand on."""

from collections.abc import Callable

import pytest

from search import feeding


@pytest.fixture
def indexed(db) -> Callable[[], int]:
    """Call it when the things of the test are there, and again when they have changed: everything is indexed as it is then."""
    return feeding.index_all
