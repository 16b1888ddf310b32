"""`python -m satupeta`: the same as the program `satupeta`."""

from satupeta.adapters.cli.main import main

main()
