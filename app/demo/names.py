"""Names from many languages, as their bearers write them."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Names:
    """Given and family names that go together, whoever bears them."""

    weight: int
    given: str
    family: str
    family_first: bool = False

    def one(self, rng: Random) -> str:
        given, family = rng.choice(self.given.split(", ")), rng.choice(self.family.split(", "))
        return f"{family} {given}" if self.family_first else f"{given} {family}"


LANGUAGES = (
    Names(
        26,
        "Maya, Ethan, Olivia, Caleb, Hannah, Lucas, Abigail, Nathan, Grace, Tyler, Madison, Owen,"
        " Claire, Julian, Audrey, Connor, Naomi, Simone, Marcus, Tessa, Anne-Marie, Wesley",
        "Reed, Brooks, Hayes, Whitaker, Coleman, Sullivan, Bennett, Foster, Parker, Ellison, Ward,"
        " Hughes, Lindqvist, Van Dyke, St. Clair, Price-Jones, McAllister, Okafor, Washington",
    ),
    Names(
        4, "Siobhán, Pádraig, Aoife, Seán, Niamh, Declan", "O'Brien, O’Sullivan, Gallagher, Byrne"
    ),
    Names(
        12,
        "José, Lucía, Mateo, Sofía, Andrés, Camila, Íñigo, Ximena, Raúl, Begoña",
        "García Márquez, Hernández, Muñoz, Peña, Ibáñez, Núñez, Castañeda, Del Río",
    ),
    Names(4, "João, Inês, Thaís, Antônio, Letícia", "Gonçalves, Araújo, Magalhães, da Conceição"),
    Names(5, "Zoë, François, Anaïs, Jérôme, Héloïse, Benoît", "Lefèvre, Côté, D'Aubigné, Bélanger"),
    Names(4, "Jörg, Käthe, Jürgen, Annika, Anneliese", "Müller, Großmann, Schäfer, Weiß"),
    Names(4, "Søren, Åsa, Bjørn, Frøydis, Þórunn", "Kjærgaard, Ångström, Østergaard, Sæther"),
    Names(5, "Łukasz, Michał, Zofia, Agnieszka, Stanisław", "Wójcik, Nowak, Woźniak, Kołodziej"),
    Names(3, "Ágnes, László, Réka, Gergő", "Szabó, Kővári, Fekete, Erdős"),
    Names(3, "Çağla, Emre, Gülşen, İlker", "Yıldız, Öztürk, Şahin, Güneş"),
    Names(
        12,
        "Priya, Arjun, Ananya, Rohan, Kavya, Vikram, Meera, Siddharth, Nandini, Aditya",
        "Raghavan, Patel, Iyer, Banerjee, Deshmukh, Krishnamurthy, Mehta, Chaudhuri",
    ),
    Names(8, "Wei, Jing, Yifan, Xinyi, Haoran, Mengyao", "Zhang, Li, Chen, Xu, Ouyang, Lü"),
    Names(2, "娜, 伟, 子涵, 雨桐", "李, 王, 欧阳, 陈", family_first=True),
    Names(
        5,
        "Thị Mai, Văn Đức, Thanh Hương, Quốc Anh, Minh Tú",
        "Nguyễn, Trần, Phạm, Đặng, Võ",
        family_first=True,
    ),
    Names(5, "Min-jun, Seo-yeon, Ji-woo, Hye-jin, Dong-hyun", "Kim, Park, Choi, Yoon"),
    Names(1, "민준, 서연, 지우", "김, 박, 최", family_first=True),
    Names(3, "Hiroshi, Yūko, Kenji, Shōta, Ayumi", "Satō, Ōtani, Kobayashi, Endō"),
    Names(1, "さくら, 健太, 美咲", "佐藤, 高橋, 小林", family_first=True),
    Names(5, "Adébáyọ̀, Ọláyínká, Fọlákẹ́, Títílayọ̀, Babátúndé", "Ògúnlẹ́yẹ, Adéyẹmí, Ọláníyì"),
    Names(4, "Chidi, Ngozi, Kwame, Amara, Wanjiku, Thandiwe", "Eze, Mensah, Kamau, Nkosi, Diallo"),
    Names(4, "Layla, Omar, Noor, Youssef, Hanan", "al-Khatib, Haddad, El Amrani, Mansour"),
    Names(1, "ليلى, عمر, نور", "حداد, منصور, الخطيب"),
    Names(2, "אבי, נועה, איתי, תמר", "כהן, לוי, מזרחי, ברק"),
    Names(2, "Олена, Богдан, Ірина, Андрій", "Шевченко, Коваленко, Бондаренко"),
    Names(1, "अनन्या, रोहन, मीरा", "शर्मा, गुप्ता, जोशी"),
    Names(2, "Keʻala, Kaʻiulani, Leilani, Kainoa", "Kahananui, Kealoha, Kaʻanāʻanā"),
)
WEIGHTS = tuple(names.weight for names in LANGUAGES)


def new_names(rng: Random) -> Iterator[str]:
    """One after the other, never the same twice."""
    told: set[str] = set()
    while True:
        name = rng.choices(LANGUAGES, WEIGHTS)[0].one(rng)
        if name not in told:
            told.add(name)
            yield name
