"""The fixed parts of a GeoPackage: its base tables and the triggers of its R-tree.

Standard: OGC 12-128r18 (GeoPackage 1.3.1), annex C (table definitions) and annex F.3 (RTree spatial indexes).
"""

BASE_TABLES = (
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,"
    " organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,"
    " description TEXT)",
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,"
    " identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL"
    " DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,"
    " srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))",
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
    " geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,"
    " CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),"
    " CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),"
    " CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))",
    "CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,"
    " definition TEXT NOT NULL, scope TEXT NOT NULL,"
    " CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))",
)
SPATIAL_REFERENCES = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    (
        "WGS 84",
        4326,
        "EPSG",
        4326,
        'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
        'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
        'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]',
        "longitude and latitude",
    ),
)
"""The three rows that every GeoPackage has (1.1.2.1.2)."""
_INDEXED = 'NEW."{c}" NOTNULL AND NOT ST_IsEmpty(NEW."{c}")'
_ROW = 'NEW."{i}", ST_MinX(NEW."{c}"), ST_MaxX(NEW."{c}"), ST_MinY(NEW."{c}"), ST_MaxY(NEW."{c}")'
_RTREE_TRIGGERS = (
    'CREATE TRIGGER "rtree_{t}_{c}_insert" AFTER INSERT ON "{t}" WHEN ({indexed}) BEGIN'
    ' INSERT OR REPLACE INTO "rtree_{t}_{c}" VALUES ({row}); END',
    'CREATE TRIGGER "rtree_{t}_{c}_update6" AFTER UPDATE OF "{c}" ON "{t}"'
    ' WHEN OLD."{i}" = NEW."{i}" AND ({indexed})'
    ' AND (OLD."{c}" NOTNULL AND NOT ST_IsEmpty(OLD."{c}")) BEGIN UPDATE "rtree_{t}_{c}" SET'
    ' minx = ST_MinX(NEW."{c}"), maxx = ST_MaxX(NEW."{c}"), miny = ST_MinY(NEW."{c}"), maxy = ST_MaxY(NEW."{c}")'
    ' WHERE id = NEW."{i}"; END',
    'CREATE TRIGGER "rtree_{t}_{c}_update7" AFTER UPDATE OF "{c}" ON "{t}"'
    ' WHEN OLD."{i}" = NEW."{i}" AND ({indexed})'
    ' AND NOT (OLD."{c}" NOTNULL AND NOT ST_IsEmpty(OLD."{c}")) BEGIN'
    ' INSERT INTO "rtree_{t}_{c}" VALUES ({row}); END',
    'CREATE TRIGGER "rtree_{t}_{c}_update2" AFTER UPDATE OF "{c}" ON "{t}"'
    ' WHEN OLD."{i}" = NEW."{i}" AND (NEW."{c}" ISNULL OR ST_IsEmpty(NEW."{c}")) BEGIN'
    ' DELETE FROM "rtree_{t}_{c}" WHERE id = OLD."{i}"; END',
    'CREATE TRIGGER "rtree_{t}_{c}_update5" AFTER UPDATE ON "{t}"'
    ' WHEN OLD."{i}" != NEW."{i}" AND ({indexed}) BEGIN'
    ' DELETE FROM "rtree_{t}_{c}" WHERE id = OLD."{i}";'
    ' INSERT OR REPLACE INTO "rtree_{t}_{c}" VALUES ({row}); END',
    'CREATE TRIGGER "rtree_{t}_{c}_update4" AFTER UPDATE ON "{t}"'
    ' WHEN OLD."{i}" != NEW."{i}" AND (NEW."{c}" ISNULL OR ST_IsEmpty(NEW."{c}")) BEGIN'
    ' DELETE FROM "rtree_{t}_{c}" WHERE id IN (OLD."{i}", NEW."{i}"); END',
    'CREATE TRIGGER "rtree_{t}_{c}_delete" AFTER DELETE ON "{t}" WHEN OLD."{c}" NOT NULL BEGIN'
    ' DELETE FROM "rtree_{t}_{c}" WHERE id = OLD."{i}"; END',
)


def rtree_triggers(table: str, geometry: str, key: str) -> list[str]:
    """The triggers that keep the R-tree for whoever edits a copy of the file.

    Args:
        table: Name of the feature table.
        geometry: Its geometry column.
        key: Its primary key.
    """
    names = {"t": table.replace('"', '""'), "c": geometry.replace('"', '""'), "i": key.replace('"', '""')}
    parts = {"indexed": _INDEXED.format(**names), "row": _ROW.format(**names)}
    return [trigger.format(**names, **parts) for trigger in _RTREE_TRIGGERS]
