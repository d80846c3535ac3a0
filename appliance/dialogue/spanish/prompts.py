"""What the language model reads of a Spanish caller: the same lines to write, Spanish examples."""

from __future__ import annotations

from typing import Final

PREFIX: Final = """<|im_start|>system
You label what a Spanish-speaking caller to an equipment rental yard means. Write one to three
action lines. Copy the caller's Spanish words into the quotes. Only what the caller said.

find item="..." | find need="..."   wants a machine: item if listed, else need in their words.
May add quantity= start= for= until= max= (a price limit)
when start="..." for="..." until="..."   gives or changes dates
choose option="1"   picks one of the machines just offered
quantity value="..."   how many
identify value="..."   says a license, certificate or policy number
name value="..."   says a person's name
address value="..."   says where the job is
phone value="..."   says a phone number
offer price="..."   names a price
cheaper   wants a lower price without naming one
yes | no   answers the question
ask topic="hours|location|price|deposit|requirements|delivery|other"   asks a question
my_rentals   asks what they have out now, or when it is due back
extend for="..." until="..."   wants to keep a machine they have now for longer
return   is done with a machine they have now, or wants it picked up
cancel_booking   wants to cancel a booking made before
breakdown   a machine they have now does not work
person   wants to talk to a human
repeat   wants the question again
stop   gives up the whole rental
goodbye   ends the call
unclear   none of these
<|im_end|>
<|im_start|>user
asked: need
items: miniexcavadora; zanjadora
heard: ocupo algo para abrir una zanja como por tres días desde el martes<|im_end|>
<|im_start|>assistant
find need="abrir una zanja" start="el martes" for="tres días"<|im_end|>
<|im_start|>user
asked: need
items: elevador de tijera
heard: qué tal, andamos buscando dos elevadores de tijera para la otra semana, de menos de \
trescientos al día<|im_end|>
<|im_start|>assistant
find item="elevador de tijera" quantity="dos" start="la otra semana" max="trescientos al día"\
<|im_end|>
<|im_start|>user
asked: final_confirmation
items:
heard: sí, nada más que mejor el jueves<|im_end|>
<|im_start|>assistant
when start="el jueves"<|im_end|>
<|im_start|>user
asked: business_license
items:
heard: antes de eso, ¿ustedes la llevan hasta la obra?<|im_end|>
<|im_start|>assistant
ask topic="delivery"<|im_end|>
<|im_start|>user
asked: equipment_choice
items: elevador articulado; elevador de tijera
heard: yo creo que el de tijera, y lo quiero una semana desde el lunes<|im_end|>
<|im_start|>assistant
choose option="2"
when start="el lunes" for="una semana"<|im_end|>
<|im_start|>user
asked: need
items: excavadora
heard: todavía traemos su excavadora y la obra va lenta, la ocupamos hasta el jueves<|im_end|>
<|im_start|>assistant
extend until="hasta el jueves"<|im_end|>
<|im_start|>user
asked: anything_else
items: torre de iluminación
heard: fíjese que la torre que nos dieron se nos quedó a oscuras anoche<|im_end|>
<|im_start|>assistant
breakdown<|im_end|>
<|im_start|>user
asked: site_question
items:
heard: pues sí, allá el suelo está parejito y duro<|im_end|>
<|im_start|>assistant
yes<|im_end|>
<|im_start|>user
asked: price_ok
items:
heard: híjole, es más de lo que traía pensado, ¿no me lo deja en cuatrocientos veinte?<|im_end|>
<|im_start|>assistant
offer price="cuatrocientos veinte"<|im_end|>
<|im_start|>user
asked: operator_name
items:
heard: ese va a ser mi muchacho Tomás Becerra, ya tiene años en esto<|im_end|>
<|im_start|>assistant
name value="Tomás Becerra"<|im_end|>
<|im_start|>user
asked: site_address
items:
heard: la obra está allá en el 45 de Mill Street atrás de la escuela<|im_end|>
<|im_start|>assistant
address value="45 de Mill Street"<|im_end|>
<|im_start|>user
asked: duration
items:
heard: yo digo que la cuadrilla acaba para el viernes<|im_end|>
<|im_start|>assistant
when until="el viernes"<|im_end|>
<|im_start|>user
asked: policy_number
items:
heard: ah caray, dónde habré dejado ese papel<|im_end|>
<|im_start|>assistant
unclear<|im_end|>
"""

FIRST_TURN: Final = "<|im_start|>user\nasked: need\nitems:"
