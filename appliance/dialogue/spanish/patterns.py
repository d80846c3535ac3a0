"""Set phrases of callers in Spanish, on folded text (lower case, no accents)."""

from __future__ import annotations

import re


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b")


_OPENERS = (
    r"^(?:(?:eh|este|pues|bueno|si|ok|okey|ah|oiga|mire|disculpe|perdon|gracias|no|y|pero|hola|"
    r"ya|entonces|muchas gracias|buenos dias|buenas tardes)[ ,.]+)*"
)
PERSON = re.compile(
    r"\b(?:hablar|comunic\w+|pas\w+|transfier\w+|conect\w+|poner\w*|atiend\w+)\b.*\b(?:persona|"
    r"alguien|humano|gerente|encargad[oa]|operadora|agente|representante|duen[oa]|mostrador)\b|"
    r"\b(?:una persona real|un humano|con una persona|quiero una persona|operadora por favor)\b"
)
WHO_SPEAKS = re.compile(
    r"\b(?:es usted|eres|estoy hablando con|hablo con|esto es|usted es) (?:un |una )?"
    r"(?:robot|maquina|computadora|grabacion|persona|humano)"
)
"""Whether a person speaks: a question, and no wish for one."""
STAFF = _any(
    "personas?", "alguien", "humano", "gerente", "encargad[oa]", "operadora", "agente",
    "representante", "duen[oa]", "jefe", "mostrador", "oficina",
)  # fmt: skip
GOODBYE = re.compile(
    _OPENERS + r"(?:adios|hasta luego|hasta pronto|nos vemos|bye|(?:eso |ya |seria |es )*(?:es |"
    r"seria )?todo|nada mas|no, nada mas|asi esta bien)(?:[ ,.]*(?:gracias|muchas gracias|adios|"
    r"hasta luego|por hoy|por ahora|bye))*[ .!]*$"
)
ENOUGH = re.compile(
    r"^(?:(?:okey|okay|ok|vale|bueno|bien|muy bien|perfecto|excelente|de acuerdo|listo|(?:todo )?"
    r"esta (?:muy )?bien|me parece bien|muchas|muchisimas|gracias)(?:[ ,.!]+|$))+$"
)
"""Said to "¿algo más?", an end and no wish for more."""
BYE = re.compile(_OPENERS + r"(?:adios|hasta luego|bye)[ .!]*$")
REPEAT = re.compile(
    r"\b(?:repit\w+|repet\w+|otra vez por favor|no (?:le )?(?:oi|escuche|entendi)(?: bien)?|"
    r"que dijo|como dijo|digam?elo otra vez)\b|^(?:mande|como|que|perdon|disculpe)[ ?.!]*$"
)
STOP = re.compile(
    _OPENERS + r"(?:olvidel[oae]|dejel[oa](?: asi)?|cancele (?:todo|eso)|mejor no|ya no (?:quiero"
    r"|lo quiero|la quiero|me interesa)|cambie de (?:opinion|idea)|dejemosl[oa])(?:[ ,.]*(?:gracias"
    r"|muchas gracias|adios|hasta luego|por favor))*[ .!]*$"
)
WAIT = _any(
    "espere(?:me)?(?: tantito| un momento| un segundo)?",
    "un (?:momento|segundo|minuto|momentito)(?! (?:piso|nivel))",
    "(?:deje|dejeme|permitame|permita)(?: tantito)?(?: (?:ver|buscar|checar|revisar|lo|la))*",
    "(?:tengo que|voy a) (?:buscar|ver|checar|revisar)(?:lo|la)?", "ahorita l[oa] busco",
)  # fmt: skip
NONE_TO_GIVE = _any(
    "no (?:la |lo )?tengo", "no (?:la |lo |me la )?se", "no tenemos", "sin licencia",
    "no cuento con",
    "no hay (?:otr[oa]|ningun[oa])", "es la unica", "es el unico", "no me acuerdo", "ningun[oa]",
)  # fmt: skip
NOBODY = _any("nadie", "no hay (?:nadie|otro|operador)", "no tengo (?:a nadie|operador|otro)",
              "ningun[oa]?")  # fmt: skip
THIS_NUMBER = _any(
    "(?:a |en )?este (?:mismo )?(?:numero|telefono)", "el mismo(?: numero)?",
    "(?:el |del )?(?:numero )?(?:desde |de )(?:el |la )?que (?:le )?(?:estoy )?(?:llam|habl)\\w+",
)  # fmt: skip
CHEAPER = _any(
    "mas (?:barat[oa]|economic[oa])", "descuento", "rebaja\\w*", "mejor (?:precio|tarifa|oferta)",
    "(?:muy|demasiado|algo|bien) car[oa]", "bajarle", "bajele", "menos", "lo menos", "lo minimo",
    "ultimo precio", "es mucho", "no me alcanza", "algo menos", "puede bajar\\w*",
    "me l[oa] (?:deja|puede dejar) (?:mas|en menos)",
)  # fmt: skip
NO_LONGER = re.compile(
    r"\b(?:olvidel[oa]|ya no (?:espero|le pregunte)|no se moleste|no hace falta|asi dejel[oa]|"
    r"dejel[oa])\b|\bme (?:l[oa] (?:llevo|quedo)|quedo con)\b"
)
CHANGE = _any(
    "mejor", "cambi\\w+", "que sea", "ponga\\w*", "muev\\w+", "en (?:vez|lugar) de", "en su lugar"
)
AND = re.compile(r"\by\s+(?:tambien\s+|ademas\s+)?(?=(?:un|una|el|la|otr[oa]|dos|tres|cuatro)\b)")
ALSO = _any("tambien", "ademas", "aparte", "otra maquina", "y otr[oa]", "mas un[oa]?")
OTHER_WISH = _any(
    "mejor", "entonces", "en ese caso", "en (?:vez|lugar) de", "en su lugar",
    "prefiero", "cambi\\w+", "me llevo", "nos llevamos", "de(?:me|nos)", "que sea",
    "quise decir", "olvide (?:la|el)",
)  # fmt: skip
"""How a wish for another machine is begun or ended."""
OF_OURS = _any("mi", "mis", "nuestr[oa]s?", "que (?:tengo|tenemos|rente|rentamos|reserve)")
ONLY_ONE = re.compile(
    r"\b(?:solo|solamente|nada mas|nomas|con) un[oa](?: de (?:ell[oa]s|es[oa]s))?"
    r"(?: por favor| entonces)?[ .!]*$|\bun[oa] de (?:ell[oa]s|es[oa]s)\b"
)
SO_MANY = re.compile(
    r"\b(?:que sean|mejor|necesitamos|necesito|ocupamos|ocupo) (?:mejor )?"
    r"(dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|\d{1,2})(?: de (?:ell[oa]s|es[oa]s))?"
    r"(?: por favor| mejor| entonces)?[ .!]*$"
)
"""How many, as a change: "que sean tres"."""
SO_MANY_BARE = re.compile(r"\b(?:que sean|mejor) (?:mejor )?\w+(?: por favor| mejor)?[ .!]*$")
"""A number and no word of what: machines, or the day of the month."""
CALLS_AGAIN = _any(
    "(?:luego|despues|mas tarde|al rato|manana) (?:l[ea]s? )?"
    "(?:llamo|llamamos|hablo|hablamos|marco)",
    "l[ea]s? (?:llamo|llamamos|hablo|hablamos|marco) "
    "(?:luego|despues|mas tarde|al rato|manana|de nuevo|otra vez)",
    "(?:vuelvo|volvemos) a (?:llamar|llamarles?|hablar|hablarles?|marcar|marcarles?)",
    "(?:dej[ae](?:me|nos)|lo (?:voy|vamos) a|tengo que|tenemos que) "
    "(?:pensar|consultar|platicar|hablar)(?:lo)?(?: bien| primero)?"
    "(?: con (?:mi|el|la|nuestro) \\w+)?(?: primero)?[ .!]*$",
)  # fmt: skip
"""The caller leaves it for now: to call another time, or to think it over."""
BEGINS = _any(
    "empez\\w+", "empiez\\w+", "comenz\\w+", "comienz\\w+", "desde", "a partir", "recog\\w+",
    "paso por", "no", "perdon", "digo", "espere",
)  # fmt: skip
"""A day that comes with these is the first, or one that is put right."""
INSTEAD = _any("en (?:vez|lugar) de", "mejor", "cambi\\w+", "en su lugar")
QUESTION = re.compile(
    _OPENERS + r"(?:que|cual|cuanto|cuanta|cuantos|cuando|donde|como|quien|a que|en que|hasta que|"
    r"tienen|hay|puede|pueden|podria|podrian|se puede|hacen|entregan|llevan|abren|cierran|estan|"
    r"aceptan|cobran|incluye)\b|\?$"
)
HOURS = _any("horarios?", "a que hora", "abren", "cierran", "abiertos?", "estan abiertos")
LOCATION = _any(
    "donde (?:estan|se ubican|queda|quedan|los encuentro|se encuentran)", "su direccion",
    "la direccion de ustedes", "ubicacion", "como llego", "ubicados",
)  # fmt: skip
DEPOSIT = _any("deposito", "garantia")
COST = _any(
    "cuanto (?:cuesta|sale|cobran|es|vale|seria|me sale)", "que (?:precio|tarifa|costo)",
    "cual es (?:el|la) (?:precio|tarifa|costo)", "por (?:semana|mes)", "precio",
)  # fmt: skip
NEEDS = _any(
    "que (?:certificado|licencia|requisitos)", "requisitos", 
    "que (?:necesito|hace falta|se necesita)",
    "quien (?:puede|la puede|lo puede) (?:operar|manejar)",
)  # fmt: skip
DELIVERY = _any(
    "entreg\\w+ a domicilio", "a domicilio", "hacen entregas", "entregan", "(?:la|lo|me la|me lo) "
    "(?:llevan|traen|mandan|envian)", "flete", "transporte", "envio",
)  # fmt: skip
OTHER_TOPICS = _any(
    "combustible", "gasolina", "diesel", "tanque", "danos?", "se (?:descompone|rompe|dana)",
    "seguro incluido", "pag(?:o|ar|an|os)", "tarjetas?", "efectivo", "cheques?", "factura\\w*",
    "fin(?:es)? de semana", "limpi\\w+", "lavar\\w*", "remolque", "capacitacion", "medio dia",
    "por hora", "cancelacion", "reembolso", "identificacion", "papeles", "documentos",
)  # fmt: skip
RUDE = _any(
    "ching\\w+", "pinche\\w*", "mierda", "cabron\\w*", "pendej\\w+", "put[oa]s?", "estupid[oa]s?",
    "idiotas?", "imbecil\\w*", "vayase al (?:diablo|carajo)", "callese", "inutil\\w*", "carajo",
)  # fmt: skip
ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """
    hi hello i need want a an the to for rent and of you do speak english can is it what how much
    my we are on next week day days please thanks from with yes machine have looking
        """,
    )
)
ORDINAL = re.compile(
    _OPENERS + r"(?:(?:quiero|deme|prefiero|me llevo|que sea|tomo|el numero|la numero|opcion|la "
    r"opcion|mejor)[ ,]+)*(?:el |la |lo )?(primer[oa]?|segund[oa]|tercer[oa]?|ultim[oa]|un[oa]|dos|"
    r"tres|1|2|3)(?: opcion)?(?:,? por favor)?[ .!]*$"
)
ORDINALS = {"primer": 1, "uno": 1, "una": 1, "1": 1, "segund": 2, "dos": 2, "2": 2, "tercer": 3,
            "tres": 3, "3": 3}  # fmt: skip
OTHER_ONE = re.compile(
    _OPENERS + r"(?:(?:es[eoa] no|quise decir|mejor|deme|prefiero|digo)[ ,]+)*(?:el|la) otr[oa]"
    r"(?: por favor| mejor| maquina)?[ .!]*$"
)
SAME_DATES = _any(
    "l[oa]s mism[oa]s (?:dias?|fechas?)", "la misma (?:fecha|semana)", r"igual[ .!]*$"
)
OPERATOR = re.compile(
    r"\b(?:lo|la|las|los) (?:va a operar|opera|operara|va a manejar|maneja|manejara) ([^,.]+)|"
    r"\bel operador (?:es|va a ser|sera|seria|se llama) ([^,.]+)|"
    r"\b([^\W\d]+ [^\W\d]+) (?:lo|la) (?:va a operar|va a manejar|opera|maneja)\b"
)
STREET = re.compile(
    r"\b(\d{1,5} (?:[a-z][\w']* ){1,4}?(?:road|rd|street|st|avenue|ave|drive|dr|lane|ln|boulevard|"
    r"blvd|way|court|ct|place|pl|highway|hwy|parkway|circle|terrace))\b"
)
PICK_UP = _any("recog\\w+", "pas\\w+ por", "veng\\w+", "vien\\w+", "mand\\w+ por", "llev\\w+se")
NOW = _any("ahora(?: mismo)?", "ya(?: mismo)?", "cuando quieran?", "cuando puedan",
    "lo antes posible",
           "ya esta lista?", "de inmediato")  # fmt: skip
AGREES = _any(
    "si", "claro", "ok", "okey", "okay", "bien", "correcto", "exacto", "perfecto", "de acuerdo",
    "adelante", "acepto", "hagal[oa]", "reservel[oa]", "apartel[oa]", "trato hecho",
    "sale", "vale",
    "orale", "andale", "va", "por favor", "me (?:sirve|parece|funciona|late)",
    "l[oa] (?:tomo|llevo)",
    "confirm\\w+", "asi es", "simon", "dele", "dale", "como no", "por que no", "extiend\\w+",
    "cancel\\w+", "report\\w+", "eso es",
)  # fmt: skip
FILLER = frozenset(
    re.findall(
        r"\w+",
        """
    el la los las un una unos unas de del al a en y o que es son seria por favor gracias para con
    lo le les me mi mis su sus se nos pues bueno este eh si no ok necesito quiero quisiera ocupo
    rentar renta alquilar tomar llevar hola buenas buenos dias tardes desde hasta a partir como
    unos ya ahi va ser estaria seria nada mas solo empezando pasar pasamos recoger favor senor
    senorita entonces mejor sea creo
        """,
    )
)
"""Words that carry no meaning of their own in an answer."""
OPEN_ENDS = frozenset(
    re.findall(
        r"\w+",
        """
    a al ante con contra de del desde el en entre es esta hasta la las lo los me mi mis o para pero
    por porque que quiero necesito si sin sobre su sus un una unos unas y como cuando donde eh este
    seria unos mas muy tengo tenemos ocupo proximo proxima numero licencia
        """,
    )
)
"""Words after which a Spanish sentence goes on."""
TIME_WORDS = (
    "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "mañana", "próximo", "días",
    "semana", "semanas", "mes",
)  # fmt: skip
