"""How the admin looks, and what its side bar leads to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy


def _is_admin(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_admin", False))


def _item(title: str, icon: str, link: Any, **more: Any) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": link, **more}


def _bible(title: str, icon: str, model: str) -> dict[str, Any]:
    return _item(title, icon, reverse_lazy(f"admin:storybible_{model}_changelist"))


def _agents(title: str, icon: str, model: str, page: str = "changelist") -> dict[str, Any]:
    return _item(title, icon, reverse_lazy(f"admin:agents_{model}_{page}"))


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "UMAM",
    "SITE_HEADER": "UMAM",
    "SITE_SUBHEADER": "Story worlds and their media",
    "SITE_URL": "/",
    "SITE_SYMBOL": "movie",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    # The same surfaces and the same violet as the studio's pages (static/src/main.css).
    "COLORS": {
        "base": {
            "50": "250 249 246",
            "100": "244 243 240",
            "200": "222 219 212",
            "300": "200 197 205",
            "400": "170 167 180",
            "500": "94 90 103",
            "600": "68 65 76",
            "700": "48 46 57",
            "800": "32 31 39",
            "900": "24 23 29",
            "950": "16 15 20",
        },
        "primary": {
            "50": "245 243 255",
            "100": "237 233 254",
            "200": "221 214 254",
            "300": "196 181 253",
            "400": "167 139 250",
            "500": "139 92 246",
            "600": "124 58 237",
            "700": "109 40 217",
            "800": "91 33 182",
            "900": "76 29 149",
            "950": "46 16 101",
        },
    },
    "DASHBOARD_CALLBACK": "storybible.admin.universes.index",
    "SIDEBAR": {
        "show_search": True,
        "navigation": [
            {
                "title": "Studio",
                "items": [
                    _item("Back to the studio", "home", "/", active=lambda request: False),
                    _item("Universes", "public", reverse_lazy("admin:universes_universe_changelist")),
                    _item("Assets", "perm_media", reverse_lazy("admin:assets_asset_changelist")),
                    _item("Jobs", "bolt", reverse_lazy("admin:jobs_job_changelist")),
                    _item("Dead letters", "inbox", reverse_lazy("admin:jobs_deadletter_changelist")),
                ],
            },
            {
                "title": "Story bible",
                "items": [
                    _bible("Elements", "auto_stories", "element"),
                    _bible("Timeline", "timeline", "timelineevent"),
                    _bible("Relations", "hub", "relation"),
                    _bible("Scenes", "theater_comedy", "scene"),
                    _bible("World", "travel_explore", "worldconfig"),
                    _bible("Style guides", "palette", "styleguide"),
                    _bible("History", "history", "revision"),
                ],
            },
            {
                "title": "Agents",
                "items": [
                    _agents("Ask an agent", "chat_spark", "agentrun", "add"),
                    _item(
                        "Waits for review",
                        "rate_review",
                        reverse_lazy("admin:agents_agentrun_changelist", query={"review": "pending"}),
                    ),
                    _agents("Work of agents", "smart_toy", "agentrun"),
                    _agents("Conversations", "forum", "thread"),
                    _agents("Brand voices", "record_voice_over", "brandvoice"),
                    _agents("Tastes", "favorite", "preference"),
                    _agents("Waivers", "notifications_off", "waiver"),
                    _agents("Thresholds", "tune", "agentpolicy"),
                    _agents("Budgets", "savings", "budget"),
                    _agents("Calls and costs", "receipt_long", "llmcall"),
                ],
            },
            {
                "title": "What can be chosen",
                "collapsible": True,
                "items": [
                    _bible("Traits of types", "list_alt", "traittemplate"),
                    _bible("World options", "tune", "worldoption"),
                    _bible("Types of relations", "conversion_path", "relationtype"),
                    _bible("Calendars", "calendar_month", "calendar"),
                ],
            },
            {
                "title": "People",
                "items": [
                    _item(
                        "Users",
                        "person",
                        reverse_lazy("admin:accounts_user_changelist"),
                        permission=_is_admin,
                    ),
                    _item("API keys", "key", reverse_lazy("admin:accounts_apikey_changelist")),
                    _item("Service keys", "power", reverse_lazy("admin:accounts_credential_changelist")),
                    _item("Audit", "policy", reverse_lazy("admin:accounts_auditentry_changelist")),
                ],
            },
        ],
    },
}
