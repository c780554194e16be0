"""The office on the day of the demo: its days, its hours, its market."""

from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from app.cycle.dates import add_days
from app.demo.market import Field, Market

Choice = TypeVar("Choice")
SATURDAY = 5


def drawn(rng: Random, weights: dict[Choice, int]) -> Choice:
    return rng.choices(list(weights), list(weights.values()))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    office_id: UUID
    zone: ZoneInfo
    market: Market
    mail_domain: str
    today: date
    at: datetime  # the moment of filling: nothing is recorded later

    def working_day(self, ago: tuple[int, int], rng: Random) -> date:
        days = [add_days(self.today, -days) for days in range(ago[0], ago[1] + 1)]
        return rng.choice([day for day in days if day.weekday() < SATURDAY] or days)

    def office_hours(self, day: date, rng: Random) -> datetime:
        moment = time(rng.randint(9, 16), rng.randint(0, 59))
        return min(datetime.combine(day, moment, self.zone), self.at)

    def an_area(self, rng: Random) -> str:
        return drawn(rng, self.market.areas)

    def an_employer(self, rng: Random, but: set[str]) -> tuple[str, Field]:
        """One that the client has not dealt with yet."""
        return rng.choice(
            [
                (employer, field)
                for field in self.market.fields
                for employer in field.employers
                if employer not in but
            ]
        )
