"""How WsKeywords is packaged. Each dependency's reason stands in CONTRIBUTING.rst."""

import re
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
VERSION = re.findall(r'__version__ = "(.+)"', (HERE / "WsKeywords" / "__init__.py").read_text(encoding="utf-8"))[0]

APP = ["uvicorn>=0.30", "websockets>=13"]
FUZZ = ["hypothesis>=6.100"]
# The HTTP routes of the same app, in the same run.
HTTP_FUZZ = ["schemathesis>=4.20,<5"]
# The documentation is made from what libdoc says since 7.5.
DOCS = ["docutils>=0.20", "pygments>=2.15", "robotframework>=7.5"]
# A real app of each stack, see examples/.
EXAMPLES = [
    "aiohttp>=3.10",
    "aiosqlite>=0.20",
    "channels>=4.2",
    "chanx[channels,fast-channels]>=2; python_version >= '3.11'",
    "daphne>=4.1",
    "django>=5.0",
    "litestar>=2.12",
    "sqlalchemy[asyncio]>=2.0.30",
    "starlette>=0.37",
    "trustme>=1.1",
]
TEST = [
    "build>=1.2",
    "coverage>=7.10",
    "fastapi>=0.110",
    "mypy>=1.15",
    "psutil>=5.9",
    "pytest>=8",
    "pytest-timeout>=2.3",
    "pytest-xdist>=3.5",
    "python-multipart>=0.0.9",
    "robotframework-pabot>=4",
    "robotframework-websocketclient>=1.3",
    "robotframework-robocop>=6",
    "ruff>=0.9",
    "types-PyYAML",
    "types-jsonschema",
    "types-regex",
    "types-requests",
]

setup(
    name="wskeywords",
    version=VERSION,
    description="Acceptance tests for real-time web applications: WebSocket sessions for Robot Framework and behave",
    long_description=(HERE / "README.rst").read_text(encoding="utf-8"),
    long_description_content_type="text/x-rst",
    license="Apache-2.0",
    keywords="websocket testing robotframework behave gherkin acceptance real-time",
    classifiers=[
        "Development Status :: 4 - Beta",
        "Framework :: Robot Framework",
        "Framework :: Robot Framework :: Library",
        "Intended Audience :: Developers",
        "Operating System :: OS Independent",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Software Development :: Testing :: Acceptance",
        "Typing :: Typed",
    ],
    packages=find_packages(include=["WsKeywords", "WsKeywords.*"]),
    package_data={"WsKeywords": ["py.typed", "starter/*", "starter/**/*"]},
    python_requires=">=3.10",
    install_requires=[
        "behave>=1.3.2",
        "h11>=0.14",
        "jsonpath-rfc9535>=1.0.1,<2",
        "jsonschema>=4.20",
        "publicsuffixlist>=1.0.2",
        "pyyaml>=6.0",
        "regex>=2024.5",
        "requests>=2.32.2",
        "robotframework>=7.4",
        "robotframework-assertion-engine>=3.0",
        "websocket-client>=1.9,<1.10",
    ],
    extras_require={
        "app": APP,
        "docs": DOCS,
        "examples": EXAMPLES,
        "fuzz": FUZZ,
        "http-fuzz": HTTP_FUZZ,
        "dev": [*APP, *DOCS, *EXAMPLES, *FUZZ, *HTTP_FUZZ, *TEST],
    },
    entry_points={"console_scripts": ["wskeywords=WsKeywords.cli:main"]},
)
