"""`python -m tests.proofs` writes `docs/reference/decision-matrix.md` anew."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupeta.adapters.settings")
    django.setup()
    # Routes lead to the control plane's models, which want Django set up first.
    from tests.proofs import matrix

    matrix.PAGE.write_text(matrix.render(), encoding="utf-8")
