"""Weights and vocabularies as the packages have them, small enough to be written by a test."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.vectors.transformer import HEADS, LAYERS

WIDTH = 8 * HEADS
WIDE = 2 * WIDTH
PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "book", "##ing", "a", "visit", "?", "!", "cafe", "中")
NAMES = {np.dtype(np.float32): "F32", np.dtype(np.float16): "F16"}


def write_weights(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """As the safetensors format has it: the header's length, the header, the arrays."""
    header, at = {}, 0
    for name, array in arrays.items():
        ends = at + array.nbytes
        header[name] = {"dtype": NAMES[array.dtype], "shape": list(array.shape), "data_offsets": [at, ends]}
        at = ends
    told = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    content = [len(told).to_bytes(8, "little"), told, *(array.tobytes() for array in arrays.values())]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(content))


def bert_weights(seed: int = 0) -> dict[str, NDArray[np.float32]]:
    """Of a BERT that learned nothing."""
    chance = np.random.default_rng(seed)

    def some(*shape: int) -> NDArray[np.float32]:
        return chance.normal(0, 0.5, shape).astype(np.float32)

    weights = {
        "embeddings.word_embeddings.weight": some(len(PIECES), WIDTH),
        "embeddings.position_embeddings.weight": some(512, WIDTH),
        "embeddings.token_type_embeddings.weight": some(2, WIDTH),
        "embeddings.LayerNorm.weight": some(WIDTH),
        "embeddings.LayerNorm.bias": some(WIDTH),
    }
    shapes = {
        "attention.self.query": (WIDTH, WIDTH),
        "attention.self.key": (WIDTH, WIDTH),
        "attention.self.value": (WIDTH, WIDTH),
        "attention.output.dense": (WIDTH, WIDTH),
        "attention.output.LayerNorm": (WIDTH,),
        "intermediate.dense": (WIDE, WIDTH),
        "output.dense": (WIDTH, WIDE),
        "output.LayerNorm": (WIDTH,),
    }
    for layer in range(LAYERS):
        for name, shape in shapes.items():
            weights[f"encoder.layer.{layer}.{name}.weight"] = some(*shape)
            weights[f"encoder.layer.{layer}.{name}.bias"] = some(shape[0])
    return weights


def write_sentence_model(folder: Path) -> None:
    """As the package of the accurate tier has it."""
    write_weights(folder / "model" / "model.safetensors", bert_weights())
    (folder / "model" / "vocab.txt").write_text("\n".join(PIECES) + "\n", "utf-8")


def write_static_vectors(folder: Path, vocabulary: Mapping[str, int], weights: NDArray[np.float16]) -> None:
    """As the package of the static tier has it."""
    write_weights(folder / "weights" / "l2_supercat_256.safetensors", {"embedding.weight": weights})
    tokenizer = folder / "tokenizers" / "l2_supercat_tokenizer_config.json"
    tokenizer.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.write_text(json.dumps({"model": {"vocab": vocabulary}}), "utf-8")
