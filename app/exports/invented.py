"""Names of people who do not exist, for marker rows: common given and family names, drawn together at random. Pure.

Nobody is meant by any of them. A middle initial, or for Persian and Arabic a second given name, keeps a marker from
being a signatory's namesake.
"""

import random
import unicodedata
from typing import Final

_LATIN: Final = "ABCDEFGHJKLMNPRSTVW"
_GIVEN: Final = {
    "en": (
        "Alice Amelia Andrew Anna Anthony Barbara Benjamin Beth Brian Caroline Catherine Charles Charlotte Christopher"
        " Claire Colin Daniel David Deborah Donald Dorothy Edward Eleanor Elizabeth Emily Emma Eric Evelyn Fiona"
        " Frances Frank Gareth George Grace Graham Hannah Harriet Harry Heather Helen Henry Hugh Ian Isabel Jack James"
        " Jane Janet Jennifer Joan John Jonathan Joseph Joyce Julia Karen Keith Kenneth Laura Leonard Linda Louise"
        " Lucy Margaret Mark Martin Mary Matthew Michael Nancy Nicholas Nora Oliver Oscar Pamela Patrick Paul Peter"
        " Philip Rachel Rebecca Richard Robert Roger Rose Ruth Sally Samuel Sarah Sheila Simon Sophie Stella Stephen"
        " Susan Sylvia Thomas Timothy Ursula Victor Victoria Walter William"
    ),
    "fr": (
        "Adèle Agnès Alain Alexandre Amélie André Antoine Aurélie Béatrice Benoît Bernard Brigitte Camille Catherine"
        " Céline Chantal Christophe Claire Clément Colette Daniel Denis Dominique Édith Élise Émile Étienne Fabrice"
        " Florence François Françoise Gabriel Geneviève Georges Gérard Guillaume Hélène Henri Hugo Inès Isabelle"
        " Jacques Jeanne Jérôme Joëlle Julien Juliette Laurent Léa Louis Lucie Madeleine Marc Margaux Marie Martine"
        " Mathieu Michel Monique Nathalie Nicolas Odile Olivier Pascal Patrice Philippe Pierre Raphaël René Romain"
        " Sabine Sébastien Simone Solène Sophie Sylvie Théo Thérèse Thierry Valérie Vincent Xavier Yves Yvonne"
    ),
    "de": (
        "Achim Andrea Angelika Anja Annette Antje Barbara Bernd Birgit Brigitte Carsten Christa Christian Claudia"
        " Cornelia Dagmar Detlef Dieter Doris Eckhard Elke Erika Ernst Eva Florian Frank Franziska Friedrich Gabriele"
        " Georg Gerhard Gisela Gudrun Günter Hanna Hans Heike Heinz Helga Holger Ilse Ines Ingrid Jan Jens Joachim"
        " Johanna Jonas Jürgen Karin Katharina Klaus Konrad Lena Lothar Ludwig Lukas Manfred Marianne Markus Martina"
        " Matthias Monika Nicole Norbert Olaf Oskar Petra Rainer Renate Rolf Rosemarie Sabine Sigrid Silke Stefan"
        " Susanne Sven Thomas Tobias Ulrich Ursula Ute Uwe Veronika Volker Walter Werner Wiebke Wolfgang"
    ),
    "es": (
        "Adela Adrián Agustín Alba Alberto Alejandra Alfonso Alicia Álvaro Amparo Ana Andrés Ángel Antonia Arturo"
        " Aurora Beatriz Begoña Blanca Carlos Carmen Catalina Cecilia César Clara Consuelo Cristina Daniel Diego"
        " Dolores Eduardo Elena Emilio Enrique Esperanza Esteban Eugenia Eva Federico Felipe Fernando Francisca"
        " Gabriel Gloria Gonzalo Guillermo Gustavo Héctor Ignacio Inés Irene Isabel Jaime Javier Jimena Joaquín Jorge"
        " José Juan Juana Julia Laura Lorenzo Lucía Luis Manuel Marcos Margarita María Mario Marta Mercedes Miguel"
        " Nicolás Noelia Nuria Óscar Pablo Paloma Paula Pedro Pilar Rafael Ramón Raquel Raúl Ricardo Roberto Rocío"
        " Rosa Rubén Salvador Sara Sergio Silvia Sofía Susana Teresa Tomás Valentín Vicente Violeta Virginia Yolanda"
    ),
    "fa": (
        "آرش آرمان آرزو آزاده آناهیتا احسان احمد اردشیر ارغوان اسماعیل افسانه اکبر الهام امیر امید انوشه ایرج بابک "
        "بهار بهرام بهروز بهنام پروانه پروین پریسا پژمان پگاه پویا پیمان ترانه جمشید جواد حامد حسن حسین حمید حمیرا خسرو"
        " داریوش داوود رامین رضا رویا زهرا زهره زیبا ژاله سارا سامان ستاره سعید سمیرا سهراب سهیلا سیامک سیما شاهین "
        "شبنم شهرام شهره شیرین شیوا صادق طاهره عباس علی غلام فاطمه فرزاد فرزانه فرهاد فرید فریبا کامران کاوه کوروش"
        " گلناز لادن لیلا مجید محسن محمد محمود مرجان مریم مسعود منوچهر مهتاب مهدی مهرداد مهناز مینا نادر ناهید نرگس"
        " نگار نوشین هادی هما هوشنگ یاسمن یوسف"
    ),
    "ar": (
        "أحمد أسماء أمل أميرة أنس إبراهيم إلهام بسام بشرى تامر ثريا جابر جميلة حسام حسن حليمة حنان خالد خديجة دلال رامي"
        " رانيا رشيد رضوان ريم زكريا زينب سالم سامي سعاد سلمى سليمان سميرة سناء شريف صابر صفاء صلاح طارق طلال عادل"
        " عبير عزيز علي عماد عمر غادة فارس فاطمة فؤاد فيصل كريم كمال لمى لينا ماجد مازن مروان مريم مصطفى منى منير ناديا"
        " نبيل نجوى نزار نوال هالة هدى هشام هند وائل وليد ياسر ياسمين يوسف"
    ),
}  # fmt: skip
_FAMILY: Final = {
    "en": (
        "Abbott Adams Allen Anderson Andrews Armstrong Atkinson Bailey Baker Barker Barnes Bennett Bishop Booth Bradley"
        " Brooks Burgess Burton Butler Carpenter Carr Chambers Chapman Clarke Coleman Collins Cooke Cooper Crawford"
        " Dawson Day Dean Dixon Douglas Ellis Evans Farrell Ferguson Fisher Fletcher Ford Foster Fowler Fraser Freeman"
        " Gardner Gibson Gilbert Goodwin Gordon Grant Greene Griffiths Hamilton Harding Harper Harris Hawkins Hayes"
        " Henderson Hicks Holland Holmes Hopkins Hudson Hughes Hunt Ingram Jenkins Kaye Kelly Kent Knight Lambert Lane"
        " Lawson Lewis Lloyd Lowe Marsh Marshall Mason Matthews Miles Mills Mitchell Moore Morgan Morris Murray Newman"
        " Nicholls Norris Osborne Palmer Parsons Payne Pearson Perry Porter Potter Price Quinn Reeves Reid Reynolds"
        " Rhodes Richards Roberts Rowe Russell Saunders Sharp Shaw Simmons Spencer Stone Sutton Taylor Thornton Tucker"
        " Turner Vaughan Wade Walsh Warren Watts Webster Wells Wheeler Whittaker Willis Woods Wright Yates"
    ),
    "fr": (
        "Aubert Barbier Baudry Bertrand Besson Blanchard Bonnet Boucher Boulanger Bouvier Breton Brunet Carpentier"
        " Caron Chauvin Chevalier Clément Colin Collet Cordier Coulon Daniel David Delattre Denis Deschamps Dumas"
        " Dupuis Duval Étienne Fabre Faure Ferrand Fleury Fontaine Fournier Gaillard Garnier Gauthier Gérard Giraud"
        " Grondin Guérin Guillot Hamel Hardy Hubert Huet Jacquet Joly Julien Lacroix Lambert Langlois Leblanc Leclerc"
        " Lefebvre Lemaire Lemoine Leroux Lévêque Maillard Mallet Marchand Maréchal Masson Mercier Meunier Michaud"
        " Millet Monnier Moreau Morin Noël Olivier Paris Pasquier Pelletier Perrin Philippe Picard Poirier Poulain"
        " Prévost Renard Renaud Rivière Roche Rolland Rousseau Royer Schneider Tessier Thibault Vasseur Vidal Weber"
    ),
    "de": (
        "Ackermann Albrecht Arnold Bachmann Bauer Baumann Becker Beckmann Berger Bergmann Böhm Brandt Braun Busch"
        " Dietrich Ebert Eckert Engel Ernst Fiedler Förster Franke Friedrich Fuchs Geiger Graf Groß Günther Haas Hahn"
        " Hartmann Heinrich Herrmann Herzog Hoffmann Hofmann Horn Huber Jäger Jansen Jung Kaiser Keller Klein Koch"
        " Köhler König Kraft Kramer Krause Krüger Kuhn Lang Lehmann Lindner Lorenz Ludwig Maier Martin Mayer Meier"
        " Möller Neumann Otto Peters Pfeiffer Pohl Richter Roth Sauer Schäfer Schmitz Scholz Schreiber Schröder"
        " Schubert Schulte Schumacher Schuster Seidel Simon Sommer Stein Thomas Vogel Vogt Wagner Walter Weiß Werner"
        " Winkler Winter Wolf Ziegler Zimmermann"
    ),
    "es": (
        "Aguilar Alonso Álvarez Arias Arroyo Ávila Benítez Blanco Bravo Caballero Cabrera Calvo Campos Cano Carmona"
        " Carrasco Castillo Castro Cortés Crespo Cruz Delgado Díaz Domínguez Durán Esteban Fernández Ferrer Flores"
        " Fuentes Gallardo Gallego Garrido Gil Giménez Gómez Guerrero Gutiérrez Hernández Herrera Hidalgo Ibáñez"
        " Iglesias Jiménez León López Lorenzo Lozano Marín Márquez Martín Medina Méndez Molina Montero Mora Morales"
        " Moreno Moya Muñoz Navarro Nieto Núñez Ortega Ortiz Pardo Parra Pascual Pastor Peña Prieto Ramírez Ramos"
        " Reyes Rivera Román Romero Rubio Ruiz Sáez Santana Santiago Santos Sanz Serrano Soler Soto Suárez Torres"
        " Vargas Vázquez Vega Velasco Vicente Vidal"
    ),
    "fa": (
        "آزادی احمدی اسدی اسکندری اصفهانی افشار اکبری امیری ایزدی باقری بختیاری بهرامی پارسا پورمحمد تبریزی ترابی"
        " جعفری جلالی جوادی حاتمی حسینی حیدری خانی خسروی داودی دهقان رحیمی رستمی رضایی رفیعی زارعی زمانی سلطانی سلیمی"
        " شجاعی شریفی شفیعی صالحی صفری طاهری عباسی عزیزی غفاری فرهادی فلاح قاسمی قربانی کاظمی کریمی کمالی گودرزی محمدی"
        " مرادی مظفری معینی مقدم ملکی منصوری موسوی مهدوی میرزایی ناصری نجفی نظری نوری نیک‌نام وحیدی هاشمی یزدانی یوسفی"
    ),
    "ar": (
        "البغدادي البيطار التميمي الجابري الجمال الحداد الحسن الحلبي الخطيب الخوري الدباغ الراشد الزعبي السالم السباعي"
        " الشامي الشريف الصالح الصباغ الطحان العابد العامري العطار العلي الفارس القاضي الكردي المصري المغربي المنصور"
        " النجار النعيمي الهاشمي بركات جبران جمعة حداد حمدان حيدر خليل درويش رزق زيدان سعادة سلامة شاهين صقر عبود عيسى"
        " غانم فرحات قاسم كنعان مراد ناصر نصار هلال ياسين"
    ),
}  # fmt: skip


def invent_name(language: str, draw: random.Random) -> str:
    """Draw a name as somebody who signed in this language might have one."""
    tongue = language if language in _GIVEN else "en"
    given, family = _GIVEN[tongue].split(), _FAMILY[tongue].split()
    first = draw.choice(given)
    second = draw.choice([name for name in given if name != first]) if tongue in ("fa", "ar") else _initial(draw)
    return f"{first} {second} {draw.choice(family)}"


def invent_address(draw: random.Random, *, domain: str) -> str:
    """Draw an address at a domain that is ours, so that it is nobody's."""
    tongue = draw.choice(("en", "fr", "de", "es"))
    given, family = (_plain(draw.choice(names[tongue].split())) for names in (_GIVEN, _FAMILY))
    shape = draw.choice(("{given}.{family}{number}", "{initial}{family}{number}", "{family}.{given}{number}"))
    number = draw.randrange(10, 10_000)
    return f"{shape.format(given=given, initial=given[0], family=family, number=number)}@{domain}"


def _initial(draw: random.Random) -> str:
    return f"{draw.choice(_LATIN)}."


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore")
    return letters.decode().lower()
