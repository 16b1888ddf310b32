"""One frozen configuration. Read from file and environment by `adapters.configuration`; documented key by key."""

from pathlib import Path
from typing import Literal

import msgspec

from satupeta.core.errors import SatuPetaError


class ConfigurationError(SatuPetaError):
    """The node cannot be started as it is configured; the locator is the key or file."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a node is started with. Each key `x` is `SATUPETA_X` in the environment and `x` in the TOML file.

    Attributes:
        data_folder: Where everything is kept.
        address: Public base address, with any prefix that a proxy strips; every link starts with it.
        host, port: What the server listens on.
        workers: Web worker processes.
        draw_threads: Threads a worker draws with.
        draw_queue: Drawings that may wait a worker; beyond it the answer is 503.
        node_title, node_title_en: What the node is called.
        region_code: Kemendagri code of the city or province, dotted.
        contact: Mail address shown in capabilities and records.
        language: First language of pages and errors.
        upload_limit_bytes: Largest file that is taken.
        archive_limit_bytes: Largest size of an archive's content.
        archive_ratio_limit: Largest content size over archive size.
        archive_files_limit: Most files in an archive.
        picture_limit_px: Most pixels of one drawn picture.
        items_limit: Most features of one page of items.
        read_timeout_s: Longest time that reading a file may take.
        read_memory_bytes: Most memory that the reading process may take.
        keep_releases: Earlier releases of a dataset that are kept beside the current one.
        keep_unpublished_days: How long the files of a dataset that was unpublished are kept.
        session_days: How long a sign-in lasts.
        secure_cookies: `auto` follows the address's scheme.
        log_level: Least level that is logged.
    """

    data_folder: Path = Path("satupeta-data")
    address: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    draw_threads: int = 2
    draw_queue: int = 64
    node_title: str = "Satu Peta"
    node_title_en: str = "Satu Peta"
    region_code: str = ""
    contact: str = ""
    language: Literal["id", "en"] = "id"
    upload_limit_bytes: int = 5 * 2**30
    archive_limit_bytes: int = 10 * 2**30
    archive_ratio_limit: int = 200
    archive_files_limit: int = 2000
    picture_limit_px: int = 16_777_216
    items_limit: int = 10_000
    read_timeout_s: int = 600
    read_memory_bytes: int = 2 * 2**30
    keep_releases: int = 10
    keep_unpublished_days: int = 365
    session_days: int = 14
    secure_cookies: Literal["auto", "always"] = "auto"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
