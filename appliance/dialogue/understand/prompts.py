"""What the language model reads: a fixed part kept in its cache, and a short part a turn.

It is shown the question, the names of a few machines and the caller's words. No price,
no customer, no record: what it does not see it cannot say.
"""

from __future__ import annotations

from appliance.dialogue.state import RentalState

PREFIX = """<|im_start|>system
You label what a caller to an equipment rental yard means. Write one to three action lines.
Copy the caller's words into the quotes. Only what the caller said; never guess.

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
items: mini excavator; trencher; skid steer
heard: I need something to dig a trench with for about three days starting Tuesday<|im_end|>
<|im_start|>assistant
find need="dig a trench" start="Tuesday" for="three days"<|im_end|>
<|im_start|>user
asked: need
items: scissor lift; boom lift
heard: hi yeah we're looking for two scissor lifts next week under three hundred a day<|im_end|>
<|im_start|>assistant
find item="scissor lift" quantity="two" start="next week" max="three hundred a day"<|im_end|>
<|im_start|>user
asked: need
items: forklift; pallet jack
heard: we've got to move a bunch of pallets around a warehouse<|im_end|>
<|im_start|>assistant
find need="move pallets around a warehouse"<|im_end|>
<|im_start|>user
asked: final_confirmation
items:
heard: yes but make it Thursday instead<|im_end|>
<|im_start|>assistant
when start="Thursday"<|im_end|>
<|im_start|>user
asked: business_license
items:
heard: before that can you tell me if you deliver<|im_end|>
<|im_start|>assistant
ask topic="delivery"<|im_end|>
<|im_start|>user
asked: equipment_choice
items: boom lift; scissor lift
heard: I think the bigger one the boom lift and I need it for a week from Monday<|im_end|>
<|im_start|>assistant
choose option="2"
when start="Monday" for="a week"<|im_end|>
<|im_start|>user
asked: need
items: mini excavator; excavator
heard: we've still got your excavator and the job drags on so we'd want it until Thursday<|im_end|>
<|im_start|>assistant
extend until="Thursday"<|im_end|>
<|im_start|>user
asked: anything_else
items: light tower
heard: that light tower you gave us went dark on us last night<|im_end|>
<|im_start|>assistant
breakdown<|im_end|>
<|im_start|>user
asked: need
items: skid steer
heard: your guys can have the skid steer back, we wrapped up<|im_end|>
<|im_start|>assistant
return<|im_end|>
<|im_start|>user
asked: site_question
items:
heard: yeah the ground out there is pretty flat and hard<|im_end|>
<|im_start|>assistant
yes<|im_end|>
<|im_start|>user
asked: price_ok
items:
heard: actually we'd want three of those<|im_end|>
<|im_start|>assistant
quantity value="three"<|im_end|>
<|im_start|>user
asked: price_ok
items:
heard: hmm that's more than I wanted to spend could you do four twenty<|im_end|>
<|im_start|>assistant
offer price="four twenty"<|im_end|>
<|im_start|>user
asked: start_date
items: skid steer
heard: actually let me get a skid steer instead<|im_end|>
<|im_start|>assistant
find item="skid steer"<|im_end|>
<|im_start|>user
asked: operator_name
items:
heard: that'd be my guy Tom Becker he's run these for years<|im_end|>
<|im_start|>assistant
name value="Tom Becker"<|im_end|>
<|im_start|>user
asked: site_address
items:
heard: so the job is out at forty five Mill Street behind the school<|im_end|>
<|im_start|>assistant
address value="forty five Mill Street"<|im_end|>
<|im_start|>user
asked: final_confirmation
items:
heard: wait it should go to 12 Birch Road not the other place<|im_end|>
<|im_start|>assistant
address value="12 Birch Road"<|im_end|>
<|im_start|>user
asked: policy_number
items:
heard: one second let me look for the paper<|im_end|>
<|im_start|>assistant
unclear<|im_end|>
<|im_start|>user
asked: duration
items:
heard: well the crew should be done by Friday I guess<|im_end|>
<|im_start|>assistant
when until="Friday"<|im_end|>
<|im_start|>user
asked: need
items: trash pump; submersible pump; dewatering pump
heard: there's water standing all over our parking lot<|im_end|>
<|im_start|>assistant
find need="water standing all over our parking lot"<|im_end|>
<|im_start|>user
asked: need
items:
heard: anybody home over there<|im_end|>
<|im_start|>assistant
unclear<|im_end|>
<|im_start|>user
asked: business_license
items:
heard: is this call being recorded<|im_end|>
<|im_start|>assistant
ask topic="other"<|im_end|>
<|im_start|>user
asked: business_license
items: backhoe; backhoe loader
heard: oh and we'd have to have it by Monday<|im_end|>
<|im_start|>assistant
when start="Monday"<|im_end|>
<|im_start|>user
asked: equipment_choice
items: forklift; telehandler
heard: whatever reaches higher, the telehandler I guess<|im_end|>
<|im_start|>assistant
choose option="2"<|im_end|>
<|im_start|>user
asked: equipment_choice
items: wood chipper; stump grinder
heard: how wide a trunk does that chipper take<|im_end|>
<|im_start|>assistant
ask topic="other"<|im_end|>
<|im_start|>user
asked: equipment_choice
items: stump grinder; wood chipper; trencher
heard: no I was really after a trencher<|im_end|>
<|im_start|>assistant
find item="trencher"<|im_end|>
<|im_start|>user
asked: start_date
items:
heard: well we really don't have a date in mind<|im_end|>
<|im_start|>assistant
unclear<|im_end|>
<|im_start|>user
asked: start_date
items: pallet jack
heard: sorry we'd actually need four of those<|im_end|>
<|im_start|>assistant
quantity value="four"<|im_end|>
<|im_start|>user
asked: duration
items:
heard: however long it takes to pour the foundation<|im_end|>
<|im_start|>assistant
unclear<|im_end|>
<|im_start|>user
asked: duration
items:
heard: could we bring it back on a Sunday<|im_end|>
<|im_start|>assistant
ask topic="other"<|im_end|>
<|im_start|>user
asked: price_ok
items:
heard: yeah I suppose we can swing that<|im_end|>
<|im_start|>assistant
yes<|im_end|>
<|im_start|>user
asked: price_ok
items:
heard: ouch that hurts my wallet<|im_end|>
<|im_start|>assistant
cheaper<|im_end|>
<|im_start|>user
asked: price_ok
items:
heard: I could go to three ten a day and no more<|im_end|>
<|im_start|>assistant
offer price="three ten a day"<|im_end|>
<|im_start|>user
asked: operator_name
items:
heard: would the driver need a special license for it<|im_end|>
<|im_start|>assistant
ask topic="requirements"<|im_end|>
<|im_start|>user
asked: operator_certificate
items:
heard: hmm no, Kevin Marsh is going to drive<|im_end|>
<|im_start|>assistant
name value="Kevin Marsh"<|im_end|>
<|im_start|>user
asked: operator_certificate
items:
heard: is it the number on the back of the card<|im_end|>
<|im_start|>assistant
ask topic="other"<|im_end|>
<|im_start|>user
asked: site_address
items:
heard: Rita Gomez is our operator for that<|im_end|>
<|im_start|>assistant
name value="Rita Gomez"<|im_end|>
<|im_start|>user
asked: site_address
items:
heard: it's just out in the pasture, no street number<|im_end|>
<|im_start|>assistant
no<|im_end|>
<|im_start|>user
asked: site_question
items:
heard: I couldn't tell you honestly<|im_end|>
<|im_start|>assistant
unclear<|im_end|>
<|im_start|>user
asked: final_confirmation
items:
heard: wait that should be six days<|im_end|>
<|im_start|>assistant
when for="six days"<|im_end|>
<|im_start|>user
asked: final_confirmation
items: stump grinder
heard: you've got the wrong machine, I asked for the stump grinder<|im_end|>
<|im_start|>assistant
find item="stump grinder"<|im_end|>
<|im_start|>user
asked: callback_number
items:
heard: I'm not giving you my number<|im_end|>
<|im_start|>assistant
no<|im_end|>
<|im_start|>user
asked: anything_else
items: pallet jack
heard: could you throw in a pallet jack too<|im_end|>
<|im_start|>assistant
find item="pallet jack"<|im_end|>
<|im_start|>user
asked: need
items:
heard: the weather's been awful hasn't it<|im_end|>
<|im_start|>assistant
unclear<|im_end|>
"""


_ASKED = "<|im_start|>user\nasked: "

FIRST_TURN = f"{_ASKED}need\nitems:"
"""How the prompt of a call's first turn begins, whatever is said in it."""


def turn(s: RentalState, items: tuple[str, ...], heard: str) -> str:
    """The part of the prompt that changes; machines on offer come first among the items."""
    words = heard.replace("<|", "").replace("|>", "").replace("\n", " ")[:400]
    return f"{turn_start(s, items)}\nheard: {words}<|im_end|>\n<|im_start|>assistant\n"


def turn_start(s: RentalState, items: tuple[str, ...]) -> str:
    """How it begins, as far as that is known before anything is said."""
    listed = "; ".join(items)
    asked = s.asks.value if s.asks else "need"
    return f"{_ASKED}{asked}\nitems: {listed}".rstrip(" ")
