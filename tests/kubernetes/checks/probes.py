"""Probes: that they exist, ask for pages that exist, and leave time."""

from ..images import base_name
from ..rendering import Manifests, Section
from ..tools import routes

# liveness never asks /readyz: a restart helps neither a full disk nor absent brokers.
_PAGES = {"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"}
_METRICS = "/metrics"

# /healthz itself allows a thread 30 s of silence; a large configuration takes its time to load.
_SECONDS = {"startupProbe": 60, "livenessProbe": 30, "readinessProbe": 5}


def pages(manifests: Manifests) -> list[str]:
    """Each probe there is, on the page for it."""
    found = []
    for one in manifests.services():
        for container in one.containers:
            for kind, page in _PAGES.items():
                asked = container.get(kind, {}).get("httpGet", {}).get("path")
                if asked != page:
                    found.append(f"{one.name}: {kind} asks {asked}, not {page}")
    return found


def existing_pages(manifests: Manifests) -> list[str]:
    """The program serves the page, as it says itself."""
    found = []
    for one in manifests.services():
        for container in one.containers:
            there = routes(base_name(container["image"]))
            asked = [container.get(kind, {}).get("httpGet", {}).get("path") for kind in _PAGES]
            found += [f"{one.name}: {page} is no page of {container['image']}"
                      for page in asked if page is not None and page not in there]
    for monitor in manifests.of("ServiceMonitor"):
        found += [f"ServiceMonitor asks {end.get('path')}"
                  for end in monitor["spec"]["endpoints"] if end.get("path") != _METRICS]
    return found


def patience(manifests: Manifests) -> list[str]:
    """None acts sooner than the program itself would call it late."""
    found = []
    for one in manifests.services():
        for container in one.containers:
            found += [f"{one.name}: {kind} gives up after {_window(container[kind])} s"
                      for kind, least in _SECONDS.items()
                      if kind in container and _window(container[kind]) < least]
    return found


def _window(probe: Section) -> int:
    seconds: int = probe.get("periodSeconds", 10) * probe.get("failureThreshold", 3)
    return seconds


CHECKS = (pages, existing_pages, patience)
