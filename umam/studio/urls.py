"""Addresses of the studio's pages."""

from __future__ import annotations

from django.urls import path

from umam.studio.views import (
    account,
    agents_copy,
    agents_strategy,
    assets,
    credentials,
    films,
    home,
    jobs,
    look,
    universes,
)
from umam.studio.views.agents import urls as agents
from umam.studio.views.bible import urls as bible
from umam.studio.views.insight import urls as insight
from umam.studio.views.reviewing import urls as reviewing

app_name = "studio"

urlpatterns = [
    *bible.urlpatterns,
    *agents.urlpatterns,
    *reviewing.urlpatterns,
    *insight.urlpatterns,
    path("agents/work/<uuid:job_id>/takes", agents_strategy.takes, name="agent-work-takes"),
    path("agents/work/<uuid:job_id>/previews", agents_strategy.previews, name="agent-work-previews"),
    path("agents/work/<uuid:job_id>/choose", agents_strategy.choose, name="agent-work-choose"),
    path("agents/work/<uuid:job_id>/copy.md", agents_copy.download, {"form": "md"}, name="agent-copy-md"),
    path(
        "agents/work/<uuid:job_id>/copy.html", agents_copy.download, {"form": "html"}, name="agent-copy-html"
    ),
    path("", home.home, name="home"),
    path("search", home.search, name="search"),
    path("accent/<str:colour>.css", look.accent_sheet, name="accent"),
    path("theme", account.theme, name="theme"),
    path("account/profile", account.profile, name="profile"),
    path("account/api-keys", account.api_keys, name="api-keys"),
    path("account/api-keys/<str:key_id>/revoke", account.revoke_api_key, name="api-key-revoke"),
    path("account/credentials", credentials.service_keys, name="service-keys"),
    path("account/credentials/<uuid:credential_id>/share", credentials.share, name="service-key-share"),
    path("account/credentials/<uuid:credential_id>/test", credentials.test, name="service-key-test"),
    path("account/credentials/<uuid:credential_id>/model", credentials.use_model, name="service-key-model"),
    path("account/credentials/<uuid:credential_id>/remove", credentials.remove, name="service-key-remove"),
    path("bible", universes.bible, name="bible"),
    path("universes", universes.universes, name="universes"),
    path("new-universe", universes.new, name="universe-new"),
    path("universes/<slug:slug>", universes.universe, name="universe"),
    path("universes/<slug:slug>/news", universes.news, name="universe-news"),
    path("universes/<slug:slug>/settings", universes.change, name="universe-change"),
    path("universes/<slug:slug>/delete", universes.delete, name="universe-delete"),
    path("universes/<slug:slug>/members", universes.add_member, name="member-add"),
    path("universes/<slug:slug>/members/<int:member_id>", universes.change_member, name="member-change"),
    path(
        "universes/<slug:slug>/members/<int:member_id>/remove", universes.remove_member, name="member-remove"
    ),
    path("music-videos", films.films, name="films"),
    path("music-videos/new", films.new, name="film-new"),
    path("music-videos/<uuid:film_id>", films.film, name="film"),
    path("music-videos/<uuid:film_id>/scenes/<int:index>", films.change_scene, name="film-scene"),
    path("music-videos/<uuid:film_id>/final", films.final, name="film-final"),
    path("jobs", jobs.jobs, name="jobs"),
    path("jobs/<uuid:job_id>", jobs.job, name="job"),
    path("jobs/<uuid:job_id>/cancel", jobs.cancel, name="job-cancel"),
    path("jobs/<uuid:job_id>/retry", jobs.retry, name="job-retry"),
    path("jobs/<uuid:job_id>/review", jobs.review, name="job-review"),
    path("assets", assets.assets, name="assets"),
    path("assets/<uuid:asset_id>", assets.asset, name="asset"),
    path("assets/<uuid:asset_id>/rename", assets.rename, name="asset-rename"),
    path("assets/<uuid:asset_id>/trash", assets.trash, name="asset-trash"),
    path("assets/<uuid:asset_id>/restore", assets.restore, name="asset-restore"),
    path("assets/<uuid:asset_id>/share", assets.share, name="asset-share"),
]
