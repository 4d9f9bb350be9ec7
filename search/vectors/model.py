"""The model that turns a text into 384 numbers. Loaded once in each process that asks, from a folder, never from a network."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

MODEL, TOKENIZER = "all-minilm-l6-v2.onnx", "all-minilm-l6-v2-tokenizer.json"
SIZE = 384
MOST_TOKENS = 256
AT_ONCE = 16


class NotHere(Exception):
    """The plug-in is on, and its packages or its model are not there: says what to do."""


def folder() -> Path:
    return Path(settings.VECTORS_DIR)


def vectors(texts: Sequence[str]) -> Any:
    """One row of length 1 for each text, as a numpy array."""
    np, session, tokenizer = _loaded()
    rows = np.empty((len(texts), SIZE), dtype=np.float32)
    by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # alike long ones together: little is filled up
    for start in range(0, len(texts), AT_ONCE):
        places = by_length[start : start + AT_ONCE]
        known = tokenizer.encode_batch([texts[place] for place in places])
        ids = np.array([each.ids for each in known], dtype=np.int64)
        mask = np.array([each.attention_mask for each in known], dtype=np.int64)
        states = session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})[0]
        means = (states * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        rows[places] = means / np.linalg.norm(means, axis=1, keepdims=True)
    return rows


@cache
def _loaded() -> tuple[Any, Any, Any]:
    try:
        import numpy
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as missing:
        raise NotHere(f"{missing}. Install requirements-vectors.txt, or unset SEARCH_VECTORS.") from missing
    if not (folder() / MODEL).exists():
        raise NotHere(f"No model in {folder()}. Run scripts/fetch_vectors_model.py, or unset SEARCH_VECTORS.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # a web process serves others meanwhile
    session = onnxruntime.InferenceSession(str(folder() / MODEL), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder() / TOKENIZER))
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.enable_padding()
    return numpy, session, tokenizer
