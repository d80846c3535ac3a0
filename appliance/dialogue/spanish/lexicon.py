"""The trade's Spanish words in the yard's own language, to search its records by.

A wish such as "algo para abrir una zanja" is searched in the uses and names on record, which are
English: words that are known here are put into English, stem by stem, all others are left out.
"""

from __future__ import annotations

import re
from typing import Final

from appliance.dialogue.spanish.folding import fold

_STEMS: Final[dict[str, str]] = {
    "zanj": "trench", "excav": "digging", "cav": "digging", "escarb": "digging", "hoy": "holes",
    "post": "post", "cerc": "fence", "sotano": "basement", "ciment": "foundations",
    "zapat": "footings", "alberc": "swimming pool", "piscin": "swimming pool", "patio": "back yard",
    "tierra": "dirt", "grava": "gravel", "arena": "sand", "escombr": "cleaning up a site",
    "nivel": "grading", "empare": "grading a lot", "terreno": "lot", "lote": "lot",
    "entrada": "driveway", "cochera": "driveway", "nieve": "snow removal", "lodo": "muddy",
    "maleza": "weeds", "hierba": "weeds", "monte": "brush", "arbol": "tree", "tocon": "tree stump",
    "rama": "branches", "pasto": "lawn", "cesped": "lawn", "tarima": "pallets",
    "palet": "pallets", "camion": "trucks", "carg": "loading", "descarg": "unloading trucks",
    "almacen": "warehouse", "bodega": "warehouse", "levant": "lifting", "subir": "lifting",
    "techo": "roof", "tech": "roof materials", "vig": "steel", "acero": "steel",
    "tablaroca": "hanging drywall", "yeso": "hanging drywall", "foco": "changing ceiling lights",
    "lampara": "ceiling lights", "pint": "painting", "edificio": "building",
    "fachada": "tall facades", "letrero": "installing signs", "anuncio": "installing signs",
    "compact": "compacting", "apison": "compacting", "asfalt": "asphalt",
    "paviment": "paving", "estacionamient": "parking lot", "adoquin": "laying pavers",
    "concreto": "concrete", "cemento": "concrete", "colad": "concrete slab", "losa": "slab",
    "mezcl": "mixing concrete", "cort": "cutting", "piso": "floor", "aplan": "finishing",
    "luz": "power", "electric": "power", "energia": "power", "corriente": "power",
    "noche": "working at night", "ilumin": "lighting", "aire": "air", "martillo": "jackhammer",
    "rompedor": "jackhammer", "agua": "water", "bombe": "pumping water", "sac": "draining",
    "inund": "flooded basement", "drenaj": "sewer pipe", "tub": "pipe", "cable": "laying cable",
    "riego": "irrigation pipe", "demol": "breaking pavement", "romper": "breaking",
    "empuj": "pushing dirt", "desmont": "clearing land", "limpi": "clearing",
    "angost": "tight", "gate": "through a gate", "altura": "at height", "alto": "at height",
    "alcanz": "reaching", "grua": "crane", "gruas": "crane",
}  # fmt: skip
_LONGEST_FIRST: Final = tuple(sorted(_STEMS, key=len, reverse=True))


def in_english(text: str) -> str:
    """The words that the records may hold; the text itself where none is known."""
    found = []
    for word in re.findall(r"[a-z]+", fold(text)):
        stem = next((one for one in _LONGEST_FIRST if word.startswith(one)), None)
        if stem is not None and _STEMS[stem] not in found:
            found.append(_STEMS[stem])
    return " ".join(found) or text
