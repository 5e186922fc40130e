"""The house's tests. Time is no measure here: machines are noisy (see pyproject.toml)."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
