"""What the agent of a line may do: the rest is refused politely, with a person offered."""

from __future__ import annotations

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.work import Work
from appliance.domain.agents import AgentService

_SERVICE_OF: dict[Act, AgentService] = {
    Act.FIND: AgentService.RENT,
    Act.CHOOSE: AgentService.RENT,
    Act.KIND: AgentService.RENT,
    Act.CHANGE: AgentService.RENT,
    Act.OFFER: AgentService.BARGAIN,
    Act.CHEAPER: AgentService.BARGAIN,
    Act.ASK: AgentService.QUESTIONS,
    Act.MY_RENTALS: AgentService.MY_RENTALS,
    Act.EXTEND: AgentService.EXTEND,
    Act.RETURN: AgentService.RETURN,
    Act.CANCEL_BOOKING: AgentService.CANCEL,
    Act.BREAKDOWN: AgentService.BREAKDOWN,
}


def only(w: Work, actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """The actions that this agent may take; none, with something said, where it may take none."""
    if w.call.services is None:
        return actions
    kept = tuple(one for one in actions if _allowed(w, one))
    if len(kept) < len(actions):
        w.say(w.words.not_on_this_line(w.turn))
    if not kept and actions:
        w.set(misses=0)
        w.ask_again()
    return kept


def may(w: Work, act: Act) -> bool:
    """Whether the agent of this line may do it at all."""
    service = _SERVICE_OF.get(act)
    return w.call.services is None or service is None or service in w.call.services


def _allowed(w: Work, one: Action) -> bool:
    if one.act is Act.CHOOSE and w.state.service is not None:
        return True
    return may(w, one.act)
