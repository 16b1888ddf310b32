"""Answers to GetFeatureInfo as text and as GeoJSON; the HTML form is a template of the adapters.

Standard: OGC 06-042, 7.4.3.10 and 7.4.4: the formats are the server's own choice.
"""

from dataclasses import dataclass

from satupeta.core.encode.geojson import collection_pieces, feature_pieces, with_members
from satupeta.core.features.batch import FeatureBatch


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """What lies at the point in one layer.

    Attributes:
        name: Of the layer, as requests call it.
        title: What people call it.
        batch: The features, without hidden fields.
        labels: Field name to what people call it.
    """

    name: str
    title: str
    batch: FeatureBatch
    labels: dict[str, str]

    def rows(self) -> list[dict[str, object]]:
        """The attributes, one map a feature, in the order of the fields."""
        attributes = self.batch.attributes
        return attributes.to_pylist() if attributes.num_columns else [{} for _ in range(len(self.batch))]


def write_text(layers: tuple[LayerInfo, ...]) -> bytes:
    """One line a value; control characters are replaced, so that a value stays on its line."""
    lines = []
    for layer in layers:
        lines.append(f"# {_plain(layer.name)}")
        for feature_id, row in zip(layer.batch.ids.tolist(), layer.rows(), strict=True):
            lines.append(f"id = {feature_id}")
            lines += [f"{_plain(name)} = {_plain(value)}" for name, value in row.items()]
            lines.append("")
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def write_geojson(layers: tuple[LayerInfo, ...]) -> bytes:
    """One FeatureCollection; each feature names its layer in the member `layer`."""
    features = [with_members(piece, {"layer": layer.name}) for layer in layers for piece in feature_pieces(layer.batch)]
    return b"".join(collection_pieces(features))


def _plain(value: object) -> str:
    text = "" if value is None else str(value)
    return "".join(character if character.isprintable() else " " for character in text)
