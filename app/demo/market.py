"""The labour market around an office: employers, the work they offer, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """Employers of one line of business, and what they hire people for."""

    employers: tuple[str, ...]
    jobs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Market:
    fields: tuple[Field, ...]
    areas: dict[str, int]  # how often each is the place of an offer or a job
    programs: dict[str, int]
    phone: str  # completed by two digits; a range set aside for fiction


CONSULTING = Field(
    (
        "Halvorsen & Reyes",
        "Corbel Partners",
        "Tamarack Advisory",
        "Ashgrove Consulting",
        "Lattice Strategy Group",
    ),
    ("Associate Consultant", "Strategy Consultant", "Senior Associate", "Operations Consultant"),
)
FINANCE = Field(
    (
        "Bluestem Capital",
        "First Prairie Bank",
        "Marlowe & Finch",
        "Northern Meridian Asset Management",
        "Copperline Securities",
        "Danforth Mutual",
    ),
    ("Investment Banking Associate", "Credit Analyst", "Treasury Analyst", "Portfolio Analyst"),
)
GOODS = Field(
    (
        "Wabash Mills",
        "Larkspur Home",
        "Goldenrod Foods",
        "Juniper & Oak Beverages",
        "Sorrel Apparel",
    ),
    ("Assistant Brand Manager", "Category Analyst", "Marketing Manager", "Pricing Manager"),
)
HEALTH = Field(
    (
        "Calyx Therapeutics",
        "Ostrander Medical Devices",
        "Great Lakes Health System",
        "Verity Diagnostics",
    ),
    ("Product Manager", "Health Economics Analyst", "Commercial Associate", "Program Manager"),
)
TECHNOLOGY = Field(
    (
        "Quillon Software",
        "Parallax Data",
        "Brightwater Cloud",
        "Otterbein Systems",
        "Hexley Payments",
    ),
    ("Product Manager", "Data Scientist", "Business Operations Manager", "Solutions Analyst"),
)
INDUSTRY = Field(
    (
        "Calumet Steelworks",
        "Zephyr Wind Power",
        "Rockford Bearing",
        "Trans-Mesabi Logistics",
        "Keweenaw Aerospace",
    ),
    ("Supply Chain Manager", "Operations Associate", "Procurement Analyst", "Plant Finance Lead"),
)
CITY = Field(
    ("Thornbury Partners", "Lombard & Vane", "Albion Reinsurance", "Severn Infrastructure Fund"),
    ("Graduate Analyst", "Risk Analyst", "Corporate Finance Associate"),
)
CREATIVE = Field(
    ("Halcyon Studios", "Peregrine Press", "Bramley Digital", "Foundry Lane"),
    ("Account Executive", "Product Analyst", "Commissioning Assistant"),
)

MIDWEST = Market(
    fields=(CONSULTING, FINANCE, GOODS, HEALTH, TECHNOLOGY, INDUSTRY),
    areas={
        "Chicago, IL": 30,
        "Minneapolis, MN": 10,
        "New York, NY": 12,
        "Indianapolis, IN": 7,
        "Cincinnati, OH": 6,
        "Seattle, WA": 6,
        "San Francisco, CA": 6,
        "Boston, MA": 5,
        "Milwaukee, WI": 5,
        "Detroit, MI": 4,
        "St. Louis, MO": 4,
        "Atlanta, GA": 4,
        "Austin, TX": 4,
        "Washington, D.C.": 3,
        "Toronto, ON": 1,
        "London": 1,
    },
    programs={
        "MBA": 56,
        "MS Finance": 22,
        "MS Analytics": 22,
    },
    phone="+1 312 555 01",
)
BRITISH = Market(
    fields=(CITY, CREATIVE, CONSULTING),
    areas={"London": 60, "Bristol": 15, "Edinburgh": 10, "Manchester": 15},
    programs={"MSc Management": 50, "MA Publishing": 30, "MSc Economics": 20},
    phone="+44 20 7946 00",
)

TITLES = {
    "Hiring Manager": 8,
    "Recruiter": 7,
    "Director": 6,
    "Senior Manager": 6,
    "Vice President": 5,
    "Partner": 3,
    "HR Business Partner": 3,
    "Engagement Manager": 3,
    "Team Lead": 3,
    "Alumni Ambassador": 2,
    "Chief of Staff": 1,
}
