"""What people settle for agents in a universe, and look at: thresholds, budget, voice, waivers, costs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.api import serializers as shapes
from agents.models import AgentPolicy, BrandVoice, Budget, Waiver
from agents.registry import agent, agents
from agents.selectors import costs
from agents.selectors.calibration import calibration
from agents.services import policy
from umam.accounts.models import User
from umam.lib.errors import NotFound
from umam.universes import access
from umam.universes.models import Universe

DAYS = OpenApiParameter("days", int, description="Over how many days, 30 unless told, 366 at most.")


class InUniverse(APIView):
    """Base: something of one universe. What its reader may not see answers 404."""

    def universe(self, universe_id: UUID) -> Universe:
        return access.require_view(self.request.user, universe_id)

    @property
    def person(self) -> User:
        assert isinstance(self.request.user, User)
        return self.request.user


class Policies(InUniverse):
    @extend_schema(responses=shapes.PolicySerializer(many=True), operation_id="agent_policies_list")
    def get(self, request: Request, universe_id: UUID) -> Response:
        """How every agent works here."""
        universe = self.universe(universe_id)
        known = {row.agent: row for row in AgentPolicy.objects.filter(universe=universe)}
        rows = [
            known.get(key) or AgentPolicy(universe=universe, agent=key, threshold=one.threshold)
            for key, one in agents().items()
        ]
        return Response(shapes.PolicySerializer(rows, many=True).data)


class OnePolicy(InUniverse):
    @extend_schema(request=shapes.PolicySerializer, responses=shapes.PolicySerializer)
    def put(self, request: Request, universe_id: UUID, agent_type: str) -> Response:
        """Change threshold, samples or model of one agent here."""
        data = shapes.PolicySerializer(data=request.data, partial=True)
        data.is_valid(raise_exception=True)
        made = policy.set_policy(
            universe=self.universe(universe_id), by=self.person, agent_type=agent_type, **data.validated_data
        )
        return Response(shapes.PolicySerializer(made).data)


class OneBudget(InUniverse):
    @extend_schema(responses=shapes.BudgetSerializer)
    def get(self, request: Request, universe_id: UUID) -> Response:
        universe = self.universe(universe_id)
        found = Budget.objects.filter(universe=universe).first() or Budget(universe=universe)
        return Response(shapes.BudgetSerializer(found).data)

    @extend_schema(request=shapes.BudgetSerializer, responses=shapes.BudgetSerializer)
    def put(self, request: Request, universe_id: UUID) -> Response:
        """Only the owner decides; null lifts a limit."""
        data = shapes.BudgetSerializer(data=request.data, partial=True)
        data.is_valid(raise_exception=True)
        made = policy.set_budget(universe=self.universe(universe_id), by=self.person, **data.validated_data)
        return Response(shapes.BudgetSerializer(made).data)


class Voice(InUniverse):
    @extend_schema(responses=shapes.VoiceSerializer)
    def get(self, request: Request, universe_id: UUID) -> Response:
        """The voice in which copy is written for the asker: their own here, else the universe's."""
        universe = self.universe(universe_id)
        found = policy.voice_for(universe, self.person) or BrandVoice(universe=universe)
        return Response(shapes.VoiceSerializer(found).data)

    @extend_schema(request=shapes.VoiceSerializer, responses=shapes.VoiceSerializer)
    def put(self, request: Request, universe_id: UUID) -> Response:
        """Change the universe's voice; with `personal` one's own there."""
        data = shapes.VoiceSerializer(data=request.data, partial=True)
        data.is_valid(raise_exception=True)
        made = policy.set_voice(universe=self.universe(universe_id), by=self.person, **data.validated_data)
        return Response(shapes.VoiceSerializer(made).data)


class Waivers(InUniverse):
    @extend_schema(responses=shapes.WaiverSerializer(many=True), operation_id="waivers_list")
    def get(self, request: Request, universe_id: UUID) -> Response:
        """Findings that are meant to be."""
        rows = Waiver.objects.filter(universe=self.universe(universe_id))[:1000]
        return Response(shapes.WaiverSerializer(rows, many=True).data)

    @extend_schema(request=shapes.WaiverSerializer, responses={201: shapes.WaiverSerializer})
    def post(self, request: Request, universe_id: UUID) -> Response:
        data = shapes.WaiverSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = policy.waive(universe=self.universe(universe_id), by=self.person, **data.validated_data)
        return Response(shapes.WaiverSerializer(made).data, status=status.HTTP_201_CREATED)


class OneWaiver(InUniverse):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, universe_id: UUID, waiver_id: UUID) -> Response:
        """Let the finding speak again."""
        found = Waiver.objects.filter(universe=self.universe(universe_id), pk=waiver_id).first()
        if found is None:
            raise NotFound("There is no such waiver here.")
        policy.lift_waiver(waiver=found, by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Calibrated(InUniverse):
    @extend_schema(responses=shapes.CalibrationSerializer)
    def get(self, request: Request, universe_id: UUID, agent_type: str) -> Response:
        """How often people kept results at each level of confidence, and what other thresholds would do."""
        found = calibration(self.universe(universe_id), agent(agent_type).key)
        return Response(shapes.CalibrationSerializer(found).data)


class Costs(InUniverse):
    @extend_schema(parameters=[DAYS], responses=shapes.CostsSerializer)
    def get(self, request: Request, universe_id: UUID) -> Response:
        """What language models cost here, by day, agent and model, and where the budget stands."""
        universe = self.universe(universe_id)
        days = _days(request)
        standing = costs.standing(universe)
        shown = {
            "total": costs.total(costs.lately(universe, days)),
            "by_day": [_named(day.isoformat(), cost) for day, cost in costs.by_day(universe, days)],
            "by_agent": [_named(*one) for one in costs.by("agent", universe, days)],
            "by_model": [_named(*one) for one in costs.by("model", universe, days)],
            "budget": standing.budget,
            "day_usd": standing.day_usd,
            "day_tokens": standing.day_tokens,
            "month_usd": standing.month_usd,
        }
        return Response(shapes.CostsSerializer(shown).data)


def _days(request: Request) -> int:
    raw = request.query_params.get("days", "")
    return min(366, max(1, int(raw))) if raw.isdecimal() and len(raw) < 6 else costs.DAYS


def _named(name: str, cost: costs.Cost) -> dict[str, Any]:
    return {
        "name": name,
        "calls": cost.calls,
        "cost": cost.cost,
        "unknown": cost.unknown,
        "input_tokens": cost.input_tokens,
        "output_tokens": cost.output_tokens,
        "cache_read_tokens": cost.cache_read_tokens,
        "cache_write_tokens": cost.cache_write_tokens,
        "cached_share": cost.cached_share,
    }
