"""The trained network as the program runs it: an ONNX graph with 8-bit weights, and the head beside it.

The graph is written here operation by operation, not traced: what runs is what stands below. Matrices are quantised
a column at a time, symmetrically (a row at a time in the table of pieces); what flows between them is quantised as it
comes, over one window (B. Jacob et al., *Quantization and training of neural networks for efficient integer-arithmetic
-only inference*, CVPR 2018).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from kg.training.network import HEAD

__all__ = ["encoder_graph", "ship", "weights_of"]

EPSILON = 1e-12
#: Weights use seven of their eight bits: processors without VNNI add two products in 16 bits, and would overflow.
TOP = 63
_MS = "com.microsoft"
_ATTENTION = ("query", "key", "value")

Array = NDArray[Any]


class _Graph:
    """Nodes and constants as they are added."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: Array) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, name=output, **attributes))
        return output

    def product(self, name: str, value: str, matrix: Array, bias: Array | None = None) -> str:
        """``value @ matrix (+ bias)`` with an 8-bit matrix."""
        scale = np.maximum(np.abs(matrix).max(0), 1e-8) / TOP
        whole = np.clip(np.rint(matrix / scale), -TOP, TOP).astype(np.int8)
        inputs = [
            value,
            self.constant(f"{name}.q", whole),
            self.constant(f"{name}.scale", scale.astype(np.float32)),
            "",
        ]
        if bias is not None:
            inputs.append(self.constant(f"{name}.bias", bias))
        return self.node("DynamicQuantizeMatMul", inputs if bias is not None else inputs[:3], f"{name}.out", _MS)

    def split(self, value: str, names: list[str]) -> None:
        """A value's columns in as many parts as there are names."""
        self.nodes.append(helper.make_node("Split", [value], names, axis=-1, name=f"{value}.split"))

    def normalised(self, name: str, value: str, skip: str) -> str:
        """``LayerNorm(value + skip)``; the operation that does both at once is ten times slower on a CPU."""
        total = self.node("Add", [value, skip], f"{name}.sum")
        inputs = [total, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]
        return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=EPSILON)


def encoder_graph(weights: dict[str, Array]) -> onnx.ModelProto:
    """The graph ``pieces (1, n), wanted (m,) -> views (1, m, 3 · width)`` of a ``SpanNetwork``.

    ``wanted`` are the places of the pieces that are asked for: the last layer looks at all, but from these alone.
    """
    graph = _Graph({name.removeprefix("encoder."): value for name, value in weights.items()})
    value = _embedded(graph)
    layers = sum(name.endswith("attention.self.query.weight") for name in weights)
    for k in range(layers):
        value = _layer(graph, f"encoder.layer.{k}", value, last=k == layers - 1)
    views = graph.product("views", value, graph.weights["views.weight"].T, graph.weights["views.bias"])
    graph.node("Identity", [views], "out")
    width = graph.weights["views.bias"].shape[0]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [
                helper.make_tensor_value_info("pieces", TensorProto.INT64, [1, "n"]),
                helper.make_tensor_value_info("wanted", TensorProto.INT64, ["m"]),
            ],
            [helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, "m", width])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_MS, 1)],
        ir_version=8,
        producer_name="kg.training",
    )
    onnx.checker.check_model(model)
    return model


def _embedded(graph: _Graph) -> str:
    """Piece, place and segment, added and normalised."""
    table = graph.weights["embeddings.word_embeddings.weight"]
    scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8) / 127
    whole = graph.constant("pieces.q", np.rint(table / scale).astype(np.int8))
    rows = graph.node("Cast", [graph.node("Gather", [whole, "pieces"], "rows.q")], "rows.f", to=TensorProto.FLOAT)
    scales = graph.node("Gather", [graph.constant("pieces.scale", scale.astype(np.float32)), "pieces"], "rows.scale")
    rows = graph.node("Mul", [rows, scales], "rows")
    places = graph.weights["embeddings.position_embeddings.weight"]
    places = places + graph.weights["embeddings.token_type_embeddings.weight"][0]
    size = graph.node("Shape", ["pieces"], "n", start=1)
    zero, axis = graph.constant("zero", np.zeros(1, np.int64)), graph.constant("axis", np.zeros(1, np.int64))
    place = graph.node("Slice", [graph.constant("places", places.astype(np.float32)), zero, size, axis], "place")
    total = graph.node("Add", [rows, place], "embedded")
    norm = [total, graph.weight("embeddings.LayerNorm.weight"), graph.weight("embeddings.LayerNorm.bias")]
    return graph.node("LayerNormalization", norm, "embeddings", axis=-1, epsilon=EPSILON)


def _layer(graph: _Graph, name: str, value: str, last: bool) -> str:
    """Attention and a layer of neurons, each added to what came in, and normalised; of the last, what is wanted."""
    w = graph.weights
    matrix, bias = _asked(w, name)
    size = len(bias) // 3
    names = [f"{name}.q", f"{name}.k", f"{name}.v"]
    if last:
        told = graph.product(f"{name}.told", value, matrix[:, size:], bias[size:])
        value = graph.node("Gather", [value, "wanted"], "rest", axis=1)
        names[0] = graph.product(f"{name}.asked", value, matrix[:, :size], bias[:size])
        graph.split(told, names[1:])
    else:
        graph.split(graph.product(f"{name}.asked", value, matrix, bias), names)
    heads = graph.node("MultiHeadAttention", names, f"{name}.heads", _MS, num_heads=size // HEAD)
    dense = f"{name}.attention.output.dense"
    out = graph.product(f"{name}.attended", heads, w[f"{dense}.weight"].T, w[f"{dense}.bias"])
    value = graph.normalised(f"{name}.attention.output.LayerNorm", out, value)
    inner = graph.product(f"{name}.inner", value, w[f"{name}.intermediate.dense.weight"].T)
    bent = graph.node("BiasGelu", [inner, graph.weight(f"{name}.intermediate.dense.bias")], f"{name}.gelu", _MS)
    out = graph.product(f"{name}.outer", bent, w[f"{name}.output.dense.weight"].T, w[f"{name}.output.dense.bias"])
    return graph.normalised(f"{name}.output.LayerNorm", out, value)


def _asked(weights: dict[str, Array], name: str) -> tuple[Array, Array]:
    """Query, key and value of a layer side by side: ``(hidden, 3 · width)`` and ``(3 · width,)``."""
    parts = [f"{name}.attention.self.{part}" for part in _ATTENTION]
    matrix = np.concatenate([weights[f"{part}.weight"].T for part in parts], axis=1)
    return matrix, np.concatenate([weights[f"{part}.bias"] for part in parts])


def ship(weights: dict[str, Array], tokenizer: Path, folder: Path) -> None:
    """Write the model's folder: ``encoder.onnx``, ``head.npz``, ``tokenizer.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(encoder_graph(weights), folder / "encoder.onnx")
    write_head(folder / "head.npz", weights)
    rules = json.loads(tokenizer.read_text(encoding="utf-8"))
    rules["truncation"] = rules["padding"] = None
    (folder / "tokenizer.json").write_text(json.dumps(rules, ensure_ascii=False), encoding="utf-8")


def weights_of(folder: Path) -> dict[str, Array]:
    """The weights of the network in a model's folder, as they were before :func:`ship` but for their rounding."""
    graph = onnx.load(folder / "encoder.onnx").graph
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}

    def matrix(name: str) -> Array:
        scaled: Array = held[f"{name}.q"].astype(np.float32) * held[f"{name}.scale"]
        return scaled.T.copy()

    weights = {
        "embeddings.word_embeddings.weight": held["pieces.q"].astype(np.float32) * held["pieces.scale"],
        "embeddings.position_embeddings.weight": held["places"],
        "embeddings.token_type_embeddings.weight": np.zeros((2, held["places"].shape[1]), np.float32),
    }
    for name in (name.removesuffix(".asked.q") for name in held if name.endswith(".asked.q")):
        whole = [f"{name}.{part}" for part in ("asked", "told") if f"{name}.{part}.q" in held]  # the last has both
        rows = np.split(np.concatenate([matrix(part) for part in whole]), 3)
        biases = np.split(np.concatenate([held[f"{part}.bias"] for part in whole]), 3)
        for part, weight, bias in zip(_ATTENTION, rows, biases, strict=True):
            weights |= {f"{name}.attention.self.{part}.weight": weight, f"{name}.attention.self.{part}.bias": bias}
        weights |= {
            f"{name}.attention.output.dense.weight": matrix(f"{name}.attended"),
            f"{name}.attention.output.dense.bias": held[f"{name}.attended.bias"],
            f"{name}.intermediate.dense.weight": matrix(f"{name}.inner"),
            f"{name}.output.dense.weight": matrix(f"{name}.outer"),
            f"{name}.output.dense.bias": held[f"{name}.outer.bias"],
        }
    weights |= {
        name: value for name, value in held.items() if "LayerNorm." in name or name.endswith("mediate.dense.bias")
    }
    with np.load(folder / "head.npz", allow_pickle=False) as head:
        return {f"encoder.{name}": value for name, value in weights.items()} | {
            "views.weight": matrix("views"),
            "views.bias": held["views.bias"],
            "sizes.weight": head["sizes"],
            "weigh.weight": head["weigh"].T.copy(),
            "weigh.bias": head["bias"],
        }


def write_head(file: Path, weights: dict[str, Array]) -> None:
    """The tables of the head, as :class:`kg.extract.network.Network` reads them."""
    np.savez(file, sizes=weights["sizes.weight"], weigh=weights["weigh.weight"].T, bias=weights["weigh.bias"])
