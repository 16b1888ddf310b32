import pytest

from satupeta.demo.city.datasets import SEED, City, CityDataset, city_datasets, made_city
from satupeta.demo.city.region import SMALLEST


@pytest.fixture(scope="session")
def city() -> City:
    """The small city, made once."""
    return made_city(SMALLEST, SEED)


@pytest.fixture(scope="session")
def datasets() -> dict[str, CityDataset]:
    """Its datasets by slug."""
    return {dataset.entry.slug: dataset for dataset in city_datasets(SMALLEST)}
