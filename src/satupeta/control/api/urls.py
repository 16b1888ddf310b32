"""Addresses of the node's own API that Django answers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
