"""Made-up people: names that are common, combined at random."""

GIVEN = (
    "Amara", "Anna", "Björn", "Camille", "Carlos", "Chiara", "Daniel", "Elif", "Emma", "Fatima", "Felix", "Giulia",
    "Hana", "Hugo", "Ibrahim", "Ines", "Isla", "Jakub", "Jonas", "Julia", "Kwame", "Lea", "Leila", "Liam", "Lucia",
    "Magnus", "Maja", "Marek", "Maria", "Mateo", "Mei", "Mia", "Mina", "Nadia", "Nils", "Noah", "Nora", "Olga",
    "Omar", "Pablo", "Priya", "Rafael", "Ravi", "Rosa", "Samuel", "Sara", "Sofia", "Tariq", "Thomas", "Tomoko",
    "Victor", "Wen", "Yusuf", "Zoe",
)  # fmt: skip
FAMILY = (
    "Abe", "Almeida", "Andersen", "Baker", "Banerjee", "Bauer", "Becker", "Berg", "Bianchi", "Campbell", "Cohen",
    "Costa", "Demir", "Diaz", "Dubois", "Eriksen", "Farah", "Ferrari", "Fischer", "Fontaine", "Garcia", "Gruber",
    "Haddad", "Hansen", "Hoffmann", "Hughes", "Ivanova", "Jansen", "Johnson", "Kaya", "Keller", "Khan", "Kim",
    "Kowalski", "Larsen", "Lopez", "Mahmoud", "Martin", "Mensah", "Moreau", "Murphy", "Nakamura", "Novak", "Okafor",
    "Olsen", "Park", "Patel", "Pereira", "Petrov", "Quinn", "Richter", "Romano", "Sato", "Schmidt", "Silva",
    "Singh", "Suzuki", "Taylor", "Vargas", "Weber", "Wilson", "Wong", "Yilmaz", "Zhang",
)  # fmt: skip
# In Persian script, with the spelling for an e-mail address.
GIVEN_FA = {
    "آرش": "arash", "بهار": "bahar", "پویا": "pouya", "ترانه": "taraneh", "دریا": "darya", "رضا": "reza",
    "زهرا": "zahra", "سارا": "sara", "سیاوش": "siavash", "شیرین": "shirin", "کاوه": "kaveh", "کیان": "kian",
    "لیلا": "leila", "مریم": "maryam", "مهدی": "mehdi", "نگار": "negar", "نیما": "nima", "یاسمن": "yasaman",
}  # fmt: skip
FAMILY_FA = {
    "احمدی": "ahmadi", "اکبری": "akbari", "امینی": "amini", "جعفری": "jafari", "حسینی": "hosseini", "رستمی": "rostami",
    "رضایی": "rezaei", "زمانی": "zamani", "صادقی": "sadeghi", "فرهادی": "farhadi", "کاظمی": "kazemi", "کریمی": "karimi",
    "محمدی": "mohammadi", "مرادی": "moradi", "موسوی": "mousavi", "نوری": "nouri", "هاشمی": "hashemi",
}  # fmt: skip
CITIES = (
    ("Boston", "us"), ("Chicago", "us"), ("Portland", "us"), ("Toronto", "ca"), ("London", "gb"), ("Dublin", "ie"),
    ("Paris", "fr"), ("Berlin", "de"), ("Milan", "it"), ("Madrid", "es"), ("Oslo", "no"), ("Istanbul", "tr"),
)  # fmt: skip
CITIES_FA = (("تهران", "ir"), ("شیراز", "ir"), ("اصفهان", "ir"), ("تبریز", "ir"))


def make_people(rng, count, count_fa):
    """Draw people.

    :param rng: a ``random.Random``
    :param int count: how many
    :param int count_fa: how many of them with a name in Persian script
    :return: list of dicts: name, email, city, country (two letters)
    """
    people, taken = [], set()
    while len(people) < count:
        if len(people) < count_fa:
            given, family = rng.choice(sorted(GIVEN_FA)), rng.choice(sorted(FAMILY_FA))
            address, city = f"{GIVEN_FA[given]}.{FAMILY_FA[family]}", rng.choice(CITIES_FA)
        else:
            given, family = rng.choice(GIVEN), rng.choice(FAMILY)
            address, city = f"{given}.{family}".lower().replace("ö", "o"), rng.choice(CITIES)
        if address in taken:
            continue
        taken.add(address)
        people.append(
            {"name": f"{given} {family}", "email": f"{address}@example.com", "city": city[0], "country": city[1]}
        )
    rng.shuffle(people)
    return people
