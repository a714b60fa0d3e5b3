"""``python -m examples.orders.seed``: empty tables, then two customers, a clerk and what is on the shelves."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from .database import Base, Customer, Product
from .settings import Settings

ROWS = [
    Customer(name="ada", password="lovelace"),
    Customer(name="grace", password="hopper"),
    Customer(name="clerk", password="counter"),
    Product(name="tea", stock=100),
    Product(name="last cup", stock=3),
]


async def seed() -> None:
    engine = create_async_engine(Settings.from_environment().database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all(ROWS)
        await session.commit()
    await engine.dispose()
    print(f"{len(ROWS)} rows in {len(Base.metadata.tables)} tables.")


if __name__ == "__main__":
    asyncio.run(seed())
