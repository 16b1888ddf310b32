"""Builds the Cython kernels; everything else is in `pyproject.toml`."""

import os
from pathlib import Path

import numpy
from Cython.Build import cythonize
from setuptools import Extension, setup

CHECKED = os.environ.get("SATUPETA_CHECKED_KERNELS") == "1"
"""Bounds-checked build, for fuzzing."""

kernels = [
    Extension(
        f"satupeta.core.kernels.{source.stem}",
        [str(source)],
        define_macros=[
            ("Py_LIMITED_API", "0x030B0000"),
            ("CYTHON_LIMITED_API", "1"),
            ("NPY_NO_DEPRECATED_API", "NPY_2_0_API_VERSION"),
        ],
        include_dirs=[numpy.get_include()],
        # Fused multiply-add off: every machine gives the same bits.
        extra_compile_args=["-O2", "-fno-strict-aliasing", "-ffp-contract=off"],
        py_limited_api=True,
    )
    for source in sorted(Path("src/satupeta/core/kernels").glob("*.pyx"))
]

setup(
    ext_modules=cythonize(
        kernels,
        language_level=3,
        compiler_directives={
            "boundscheck": CHECKED,
            "wraparound": False,
            "cdivision": True,
            "initializedcheck": CHECKED,
            "embedsignature": False,
        },
    ),
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
