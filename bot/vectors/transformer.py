"""The forward pass of a small BERT, as it was published (Devlin et al. 2018), on one thread of NumPy."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Float32Array = NDArray[np.float32]
Weights = Mapping[str, NDArray[Any]]

#: As the weights were trained.
HEADS = 12
LAYERS = 6
EPSILON = np.float32(1e-12)

#: Columns of weights that are multiplied at once.
STRIP_COLUMNS = 32

#: The error function as a quotient of polynomials in x², to 1e-7 between -4 and 4, beyond which it is ±1 in 32 bits.
ERF_BELOW = (-1.45660718e-05, -2.13374055e-04, -1.68282697e-03, -7.37332916e-03, -1.42647390e-02)
ERF_ABOVE = (
    -2.72614225e-10,
    2.77068142e-08,
    -2.10102402e-06,
    -5.69250639e-05,
    -7.34990630e-04,
    -2.95459980e-03,
    -1.60960333e-02,
)


@dataclass(frozen=True, slots=True)
class Linear:
    """A product with weights, and a shift.

    The weights are cut into strips: OpenBLAS multiplies a short text with a strip as it lies, where it would first copy
    the whole, which takes longer than the product (docs/decisions/0024-three-tiers-of-vectors.md).
    """

    #: (strips, in, STRIP_COLUMNS)
    weight: Float32Array
    #: (out,)
    bias: Float32Array

    @classmethod
    def of(cls, weights: Weights, *names: str) -> "Linear":
        """Several of the same input become one."""
        weight = np.concatenate([weights[f"{name}.weight"] for name in names])
        strips = weight.reshape(-1, STRIP_COLUMNS, weight.shape[1]).transpose(0, 2, 1)
        return cls(np.ascontiguousarray(strips), np.concatenate([weights[f"{name}.bias"] for name in names]))

    def __call__(self, rows: Float32Array) -> Float32Array:
        """rows: (rows, in). Gives (rows, out)."""
        result: Float32Array = np.matmul(rows, self.weight).transpose(1, 0, 2).reshape(len(rows), -1)
        result += self.bias
        return result


@dataclass(frozen=True, slots=True)
class Norm:
    """Each row to mean zero and variance one, then scaled and shifted."""

    weight: Float32Array
    bias: Float32Array

    @classmethod
    def of(cls, weights: Weights, name: str) -> "Norm":
        return cls(np.array(weights[f"{name}.weight"]), np.array(weights[f"{name}.bias"]))

    def __call__(self, rows: Float32Array) -> Float32Array:
        rows = rows - rows.mean(axis=-1, keepdims=True)
        variance = np.einsum("...i,...i->...", rows, rows)[..., None] / np.float32(rows.shape[-1])
        rows *= self.weight / np.sqrt(variance + EPSILON)
        rows += self.bias
        return rows


@dataclass(frozen=True, slots=True)
class Layer:
    """Every piece looks at the others, then each is thought over by itself."""

    query_key_value: Linear
    attention_output: Linear
    attention_norm: Norm
    intermediate: Linear
    output: Linear
    output_norm: Norm

    @classmethod
    def of(cls, weights: Weights, number: int) -> "Layer":
        own = f"encoder.layer.{number}"
        at = f"{own}.attention"
        return cls(
            Linear.of(weights, f"{at}.self.query", f"{at}.self.key", f"{at}.self.value"),
            Linear.of(weights, f"{at}.output.dense"),
            Norm.of(weights, f"{at}.output.LayerNorm"),
            Linear.of(weights, f"{own}.intermediate.dense"),
            Linear.of(weights, f"{own}.output.dense"),
            Norm.of(weights, f"{own}.output.LayerNorm"),
        )

    def __call__(self, rows: Float32Array, texts: int) -> Float32Array:
        """rows: (texts × pieces, width)."""
        rows = self.attention_norm(rows + self.attention_output(_attend(self.query_key_value(rows), texts)))
        return self.output_norm(rows + self.output(_gelu(self.intermediate(rows))))


class Transformer:
    """Six layers over the pieces of a text."""

    def __init__(self, weights: Weights) -> None:
        """Raises KeyError where a weight is missing."""
        self._words: Float32Array = weights["embeddings.word_embeddings.weight"]
        self._places: Float32Array = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._norm = Norm.of(weights, "embeddings.LayerNorm")
        self._layers = [Layer.of(weights, number) for number in range(LAYERS)]

    @property
    def width(self) -> int:
        """Of the row of a piece."""
        return int(self._words.shape[1])

    def mean(self, numbers: NDArray[np.int64]) -> Float32Array:
        """numbers: (texts, pieces), each text of as many pieces. The means over the pieces: (texts, width)."""
        texts, pieces = numbers.shape
        rows = self._norm(self._words[numbers] + self._places[:pieces]).reshape(texts * pieces, -1)
        for layer in self._layers:
            rows = layer(rows, texts)
        result: Float32Array = rows.reshape(texts, pieces, -1).mean(axis=1)
        return result


def _attend(query_key_value: Float32Array, texts: int) -> Float32Array:
    """What each piece sees of the others, one mean for each head: (texts × pieces, width)."""
    split = query_key_value.reshape(texts, -1, 3, HEADS, query_key_value.shape[1] // (3 * HEADS)).transpose(
        2, 0, 3, 1, 4
    )
    query, key, value = split
    nearness = query @ key.swapaxes(-1, -2)
    nearness *= np.float32(1 / sqrt(query.shape[-1]))
    nearness -= nearness.max(axis=-1, keepdims=True)
    np.exp(nearness, out=nearness)
    nearness /= nearness.sum(axis=-1, keepdims=True)
    seen: Float32Array = (nearness @ value).transpose(0, 2, 1, 3).reshape(len(query_key_value), -1)
    return seen


def _gelu(rows: Float32Array) -> Float32Array:
    """x·Φ(x), Φ the normal distribution's."""
    half = np.float32(0.5) * rows
    spread = np.clip(rows * np.float32(sqrt(0.5)), -4, 4)
    square = spread * spread
    spread *= _polynomial(square, ERF_ABOVE)
    spread /= _polynomial(square, ERF_BELOW)
    half += half * spread
    return half


def _polynomial(rows: Float32Array, factors: tuple[float, ...]) -> Float32Array:
    result = np.full_like(rows, factors[0])
    for factor in factors[1:]:
        result *= rows
        result += np.float32(factor)
    return result
