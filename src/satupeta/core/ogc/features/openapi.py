"""The OpenAPI 3.0 definition of an OGC API - Features end-point: one self-contained document.

Standard: OGC 17-069r4, 7.3 and 9.1; OpenAPI 3.0.3. Parameters are those of 7.15 and of part 2.
"""

from typing import Any

from satupeta.core.crs import SERVED
from satupeta.core.ogc.features.conformance import (
    DEFAULT_LIMIT,
    FILTER_LANGUAGES,
    FILTER_PARAMETERS,
    FORMATS,
    GEOJSON,
    SCHEMA,
)
from satupeta.core.ogc.features.document import Sayer, crs_uri
from satupeta.core.text import LANGUAGES, Language

Json = dict[str, Any]
_TAG = "OGC API - Features"


def api_document(
    title: str, description: str, contact: str, root: str, version: str, limit: int, language: Language
) -> Json:
    """The definition.

    Args:
        title, description: Of the end-point.
        contact: Mail address, or "".
        root: Address of the landing page: the only server.
        version: Of the node's program.
        limit: Most features of one page.
        language: Of the summaries.
    """
    info: Json = {"title": title, "description": description, "version": version}
    if contact:
        info["contact"] = {"email": contact}
    return {
        "openapi": "3.0.3",
        "info": info,
        "servers": [{"url": root}],
        "tags": [{"name": _TAG}],
        "paths": _paths(Sayer(language)),
        "components": {"parameters": _parameters(limit), "schemas": _schemas(), "responses": _responses()},
    }


def _paths(said: Sayer) -> Json:
    plain = ("f", "lang")
    item = (*plain, "crs")
    items = (*item, "limit", "offset", "bbox", "bbox-crs", "datetime", *FILTER_PARAMETERS, "properties")
    return {
        "/": _get("getLandingPage", said("Halaman muka", "Landing page"), plain, "LandingPage"),
        "/api": _get("getApi", said("Definisi ini", "This definition"), plain, "Object"),
        "/conformance": _get("getConformance", said("Kesesuaian", "Conformance"), plain, "Conformance"),
        "/collections": _get("getCollections", said("Semua koleksi", "All collections"), plain, "Collections"),
        "/collections/{collectionId}": _get(
            "describeCollection", said("Satu koleksi", "One collection"), ("collectionId", *plain), "Collection"
        ),
        "/collections/{collectionId}/queryables": _get(
            "getQueryables", said("Kolom untuk filter", "Queryables"), ("collectionId", *plain), "Object", SCHEMA
        ),
        "/collections/{collectionId}/items": _get(
            "getFeatures", said("Fitur", "Features"), ("collectionId", *items), "FeatureCollection", GEOJSON
        ),
        "/collections/{collectionId}/items/{featureId}": _get(
            "getFeature", said("Satu fitur", "One feature"), ("collectionId", "featureId", *item), "Feature", GEOJSON
        ),
    }


def _get(
    operation: str, summary: str, parameters: tuple[str, ...], schema: str, media: str = "application/json"
) -> Json:
    content = {
        media: {"schema": {"$ref": f"#/components/schemas/{schema}"}},
        "text/html": {"schema": {"type": "string"}},
    }
    responses: Json = {
        "200": {"description": summary, "content": content},
        "400": {"$ref": "#/components/responses/Error"},
        "500": {"$ref": "#/components/responses/Error"},
    }
    if "collectionId" in parameters:
        responses |= {status: {"$ref": "#/components/responses/Error"} for status in ("401", "403", "404")}
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "tags": [_TAG],
            "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in parameters],
            "responses": responses,
        }
    }


def _parameters(limit: int) -> Json:
    crs_schema = {"type": "string", "format": "uri", "enum": [crs_uri(info) for info in SERVED.values()]}
    box_schema = {
        "type": "array",
        "items": {"type": "number"},
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
    }
    limit_schema = {"type": "integer", "minimum": 1, "maximum": limit, "default": DEFAULT_LIMIT}
    parameters = {
        "f": _query("f", {"type": "string", "enum": list(FORMATS)}),
        "lang": _query("lang", {"type": "string", "enum": list(LANGUAGES)}),
        "crs": _query("crs", crs_schema),
        "bbox-crs": _query("bbox-crs", crs_schema),
        "limit": _query("limit", limit_schema),
        "offset": _query("offset", {"type": "integer", "minimum": 0, "default": 0}),
        "bbox": _query("bbox", box_schema),
        "datetime": _query("datetime", {"type": "string"}),
        "filter": _query("filter", {"type": "string"}),
        "filter-lang": _query(
            "filter-lang", {"type": "string", "enum": list(FILTER_LANGUAGES), "default": FILTER_LANGUAGES[0]}
        ),
        "filter-crs": _query("filter-crs", crs_schema),
        "properties": _query(
            "properties", {"type": "object", "additionalProperties": {"type": "string"}}, explode=True
        ),
    }
    for name, schema in (("collectionId", {"type": "string"}), ("featureId", {"type": "integer"})):
        parameters[name] = {"name": name, "in": "path", "required": True, "schema": schema}
    return parameters


def _query(name: str, schema: Json, *, explode: bool = False) -> Json:
    return {"name": name, "in": "query", "required": False, "schema": schema, "style": "form", "explode": explode}


def _responses() -> Json:
    schema = {"schema": {"$ref": "#/components/schemas/Error"}}
    return {"Error": {"description": "What is wrong, where, and what to do", "content": {"application/json": schema}}}


def _schemas() -> Json:
    text: Json = {"type": "string"}
    links: Json = {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}
    both = {"type": "object", "required": ["id", "en"], "properties": {"id": text, "en": text}}
    error_properties = {name: text for name in ("code", "type", "title", "detail", "description", "locator")}
    error_properties |= {"status": {"type": "integer"}, "message": both, "advice": both}
    count: Json = {"type": "integer", "minimum": 0}
    collection = {
        "id": text,
        "title": text,
        "description": text,
        "keywords": {"type": "array", "items": text},
        "itemType": {"type": "string", "default": "feature"},
        "links": links,
        "crs": {"type": "array", "items": text},
        "storageCrs": text,
        "extent": {"type": "object"},
        "updated": {"type": "string", "format": "date-time"},
    }
    feature = {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"type": "integer"},
        "geometry": {"type": "object", "nullable": True},
        "properties": {"type": "object", "nullable": True},
        "links": links,
    }
    page = {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
        "links": links,
        "timeStamp": {"type": "string", "format": "date-time"},
        "numberMatched": count,
        "numberReturned": count,
    }
    collections = {
        "links": links,
        "collections": {"type": "array", "items": {"$ref": "#/components/schemas/Collection"}},
    }
    return {
        "Object": {"type": "object"},
        "Link": _shape({name: text for name in ("href", "rel", "type", "title", "hreflang")}, "href", "rel"),
        "LandingPage": _shape({"title": text, "description": text, "links": links}, "links"),
        "Conformance": _shape({"conformsTo": {"type": "array", "items": text}}, "conformsTo"),
        "Collections": _shape(collections, "links", "collections"),
        "Collection": _shape(collection, "id", "links"),
        "Feature": _shape(feature, "type", "geometry", "properties"),
        "FeatureCollection": _shape(page, "type", "features"),
        "Error": _shape(error_properties, "code"),
    }


def _shape(properties: Json, *required: str) -> Json:
    return {"type": "object", "required": list(required), "properties": properties}
