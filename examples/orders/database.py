"""The tables, and how the app gets at them."""

from collections.abc import AsyncIterator
from datetime import datetime, timezone
from typing import Any

from fastapi.requests import HTTPConnection
from sqlalchemy import ForeignKey, inspect
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"

    name: Mapped[str] = mapped_column(primary_key=True)
    password: Mapped[str]
    token: Mapped[str | None] = mapped_column(unique=True)


class Product(Base):
    __tablename__ = "products"

    name: Mapped[str] = mapped_column(primary_key=True)
    stock: Mapped[int]


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey(Customer.name))
    product: Mapped[str] = mapped_column(ForeignKey(Product.name))
    status: Mapped[str] = mapped_column(default="placed")
    at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(timezone.utc))

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "product": self.product, "status": self.status}


async def check_tables(engine: AsyncEngine) -> None:
    """Raises RuntimeError when the database was not set up."""
    async with engine.connect() as connection:
        there = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    missing = sorted(set(Base.metadata.tables) - set(there))
    if missing:
        raise RuntimeError(f"The database has no table {', '.join(missing)}: run python -m examples.orders.seed")


async def database(connection: HTTPConnection) -> AsyncIterator[AsyncSession]:
    """A dependency: a session for one request."""
    async with AsyncSession(connection.app.state.engine, expire_on_commit=False) as session:
        yield session
