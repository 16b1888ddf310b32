"""OGC API - Features documents as plain values ready for JSON, and pages of features as GeoJSON.

Standard: OGC 17-069r4 (part 1), 7.2 to 7.16 and 8.2; OGC 18-058r1 (part 2), 6; OGC 19-079r2 (part 3), 6.
"""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlencode

import msgspec
import numpy as np

from satupeta.core.box import Box
from satupeta.core.crs import CRS84, SERVED, CrsInfo, near, project
from satupeta.core.encode.geojson import collection_pieces, feature_pieces, geometry_texts, with_members
from satupeta.core.encode.properties import encode_properties
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.tree import GEOMETRY
from satupeta.core.ogc.features.conformance import CONFORMANCE_CLASSES, GEOJSON, OPENAPI, QUERYABLES, SCHEMA
from satupeta.core.text import Language, Text

NO_SCHEMA = Schema((), GeometryKind.NONE, "")
_METRE_DECIMALS = 3
_DEGREE_DECIMALS = 7


class Sayer(msgspec.Struct, frozen=True):
    """Says short titles in one language."""

    language: Language

    def __call__(self, indonesian: str, english: str) -> str:
        """The one of two texts."""
        return Text(indonesian, english).in_language(self.language)


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """A link as every document carries them."""

    href: str
    rel: str
    type: str = ""
    title: str = ""
    hreflang: str = ""


class CollectionEntry(msgspec.Struct, frozen=True):
    """What a collection says of itself.

    Attributes:
        id: In its scope.
        address: Its own address, without a format.
        extent: In longitude and latitude, or None without geometry.
        storage_crs: Code of the stored coordinates; said only where that CRS is served.
        page: Address of the dataset's page.
        licence: Its name or address, or "".
        fields: Names and what people call them.
        schema: What may be asked for: hidden fields are not in it.
    """

    id: str
    title: str
    description: str
    keywords: tuple[str, ...]
    address: str
    extent: Box | None
    storage_crs: str
    updated: str
    page: str
    tilejson: str = ""
    licence: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    schema: Schema = NO_SCHEMA


class PageEntry(msgspec.Struct, frozen=True):
    """Where a page of items stands: its address and query without `offset`, its size and what there is in all."""

    address: str
    query: tuple[tuple[str, str], ...]
    limit: int
    offset: int
    returned: int
    matched: int
    time: str


def crs_uri(info: CrsInfo) -> str:
    """A CRS as OGC API spells it."""
    if info.code == CRS84:
        return "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    return f"http://www.opengis.net/def/crs/EPSG/0/{info.code.removeprefix('EPSG:')}"


def landing_document(title: str, description: str, root: str, language: Language) -> dict[str, object]:
    """The landing page (7.2.4)."""
    said = Sayer(language)
    links = [
        *document_links(root, language),
        Link(f"{root}/api", "service-desc", OPENAPI, said("Definisi API", "API definition")),
        Link(f"{root}/api?f=html", "service-doc", "text/html", said("Dokumentasi API", "API documentation")),
        Link(f"{root}/conformance", "conformance", "application/json", said("Kesesuaian", "Conformance")),
        Link(f"{root}/collections", "data", "application/json", said("Koleksi", "Collections")),
    ]
    return {"title": title, "description": description, "links": links}


def conformance_document(root: str, language: Language) -> dict[str, object]:
    """The conformance page (7.4.2)."""
    return {"links": document_links(f"{root}/conformance", language), "conformsTo": list(CONFORMANCE_CLASSES)}


def collections_document(entries: tuple[CollectionEntry, ...], root: str, language: Language) -> dict[str, object]:
    """All collections (7.13)."""
    return {
        "links": document_links(f"{root}/collections", language),
        "crs": [crs_uri(info) for info in SERVED.values()],
        "numberMatched": len(entries),
        "numberReturned": len(entries),
        "collections": [collection_document(entry, language) for entry in entries],
    }


def collection_document(entry: CollectionEntry, language: Language) -> dict[str, object]:
    """One collection (7.14; part 2, 6.1)."""
    said = Sayer(language)
    links = [
        *document_links(entry.address, language),
        Link(f"{entry.address}/items", "items", GEOJSON, said("Fitur", "Features")),
        Link(f"{entry.address}/items?f=html", "items", "text/html", said("Fitur", "Features")),
        Link(f"{entry.address}/queryables", QUERYABLES, SCHEMA, said("Kolom untuk filter", "Queryables")),
        Link(entry.page, "describedby", "text/html", said("Halaman dataset", "Page of the dataset")),
    ]
    if entry.tilejson:
        links.append(Link(entry.tilejson, "tiles", "application/json", said("Ubin vektor", "Vector tiles")))
    if entry.licence.startswith(("http://", "https://")):
        links.append(Link(entry.licence, "license", "", said("Lisensi", "Licence")))
    listed = near(entry.extent)
    document: dict[str, object] = {
        "id": entry.id,
        "title": entry.title,
        "description": entry.description,
        "keywords": list(entry.keywords),
        "itemType": "feature",
        "links": links,
        "crs": [crs_uri(info) for info in listed],
    }
    if SERVED.get(entry.storage_crs) in listed:
        document["storageCrs"] = crs_uri(SERVED[entry.storage_crs])
    if entry.extent is not None:
        box = entry.extent
        document["extent"] = {
            "spatial": {"bbox": [[box.west, box.south, box.east, box.north]], "crs": crs_uri(SERVED[CRS84])}
        }
    if entry.updated:
        document["updated"] = entry.updated
    return document


def queryables_document(entry: CollectionEntry) -> dict[str, object]:
    """What filters of a collection may ask for, as a JSON Schema (19-079r2, 6.2)."""
    titles = dict(entry.fields)
    properties = {field.name: _queryable(field, titles.get(field.name, field.name)) for field in entry.schema.fields}
    if entry.schema.geometry is not GeometryKind.NONE:
        shape = {"point": "point", "line": "linestring", "polygon": "polygon"}.get(entry.schema.geometry, "")
        form = f"geometry-{shape}-or-multi{shape}" if shape else "geometry-any"
        properties[GEOMETRY] = {"title": GEOMETRY, "format": form, "x-ogc-role": "primary-geometry"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{entry.address}/queryables",
        "type": "object",
        "title": entry.title,
        "description": entry.description,
        "properties": properties,
        "additionalProperties": False,
    }


def _queryable(field: Field, title: str) -> dict[str, object]:
    kinds = {FieldType.INTEGER: "integer", FieldType.NUMBER: "number", FieldType.BOOLEAN: "boolean"}
    formats = {FieldType.DATE: "date", FieldType.DATETIME: "date-time"}
    form = {"format": formats[field.type]} if field.type in formats else {}
    return {"title": title, "type": kinds.get(field.type, "string"), **form}


def document_links(address: str, language: Language, media_type: str = "application/json") -> list[Link]:
    """`self` and `alternate` of a document, from its JSON form's point of view."""
    said = Sayer(language)
    return [
        Link(address, "self", media_type, said("Dokumen ini", "This document"), language),
        Link(with_query(address, (("f", "html"),)), "alternate", "text/html", said("Sebagai HTML", "As HTML")),
    ]


def page_links(page: PageEntry, language: Language) -> list[Link]:
    """The links of a page of items: itself, its other form, the next and the previous page (7.15.7)."""
    said = Sayer(language)
    plain = tuple(pair for pair in page.query if pair[0] != "f")
    here = (*plain, ("offset", str(page.offset))) if page.offset else plain
    links = [
        Link(with_query(page.address, here), "self", GEOJSON, said("Dokumen ini", "This document")),
        Link(
            with_query(page.address, (*here, ("f", "html"))), "alternate", "text/html", said("Sebagai HTML", "As HTML")
        ),
        Link(page.address.rsplit("/", 1)[0], "collection", "application/json", said("Koleksi", "Collection")),
    ]
    if page.offset + page.returned < page.matched and page.returned:
        following = (*plain, ("offset", str(page.offset + page.returned)))
        links.append(Link(with_query(page.address, following), "next", GEOJSON, said("Berikutnya", "Next")))
    if page.offset:
        before = max(page.offset - page.limit, 0)
        earlier = (*plain, ("offset", str(before))) if before else plain
        links.append(Link(with_query(page.address, earlier), "prev", GEOJSON, said("Sebelumnya", "Previous")))
    return links


def page_pieces(
    batch: FeatureBatch, properties: list[bytes] | None, page: PageEntry, crs: CrsInfo, language: Language
) -> Iterator[bytes]:
    """A page of features as one FeatureCollection, in pieces."""
    members: dict[str, object] = {
        "links": page_links(page, language),
        "timeStamp": page.time,
        "numberMatched": page.matched,
        "numberReturned": page.returned,
    }
    return collection_pieces(features_in(batch, properties, crs), members)


def feature_document(
    batch: FeatureBatch, properties: list[bytes] | None, address: str, crs: CrsInfo, language: Language
) -> bytes:
    """One feature with its links (7.16.2); `batch` holds just that one."""
    said = Sayer(language)
    links = [
        *document_links(address, language, GEOJSON),
        Link(address.rsplit("/", 2)[0], "collection", "application/json", said("Koleksi", "Collection")),
    ]
    return with_members(next(features_in(batch, properties, crs)), {"links": links})


def features_in(batch: FeatureBatch, properties: list[bytes] | None, crs: CrsInfo) -> Iterator[bytes]:
    """Each feature as a GeoJSON object with coordinates in `crs`, in that CRS's own axis order (part 2, 6.2.2)."""
    if crs.code == CRS84:
        yield from feature_pieces(batch, properties)
        return
    xy = batch.geometry.xy
    moved = project(np.asarray(xy), batch.schema.crs, crs.code) if len(xy) else np.asarray(xy)
    turned = moved[:, ::-1] if crs.latitude_first else moved
    decimals = _DEGREE_DECIMALS if crs.unit == "degree" else _METRE_DECIMALS
    geometries = geometry_texts(replace(batch.geometry, xy=np.ascontiguousarray(turned)), decimals)
    encoded = encode_properties(batch.attributes, len(batch)) if properties is None else properties
    for feature_id, geometry, values in zip(batch.ids.tolist(), geometries, encoded, strict=True):
        yield b'{"type":"Feature","id":%d,"geometry":%b,"properties":%b}' % (feature_id, geometry, values)


def with_query(address: str, query: tuple[tuple[str, str], ...]) -> str:
    """An address with a query, or without one."""
    return f"{address}?{urlencode(query, quote_via=quote, safe=',:/')}" if query else address
