"""The room of the agents and the form of each: what is kept, what is counted, who may ask."""

from __future__ import annotations

import json

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.models import Thread
from agents.registry import agents
from storybible.services import elements
from storybible.services.keeping import Author
from tests.agents.conftest import NONE
from tests.studio.agents.conftest import page_of, path
from tests.studio.conftest import signed_in
from umam.jobs import inline
from umam.jobs.models import Job
from umam.studio.ask.form import spoken


class TestTheRoom:
    def test_it_shows_every_agent_what_runs_and_what_was_made(self, pages, work):
        done = work(prompt="A line of the sea")
        page = page_of(pages.get("/agents"))
        for one in agents().values():
            assert f'href="/agents/{one.key}"' in page
        assert "A line of the sea" in page
        assert path(done) in page
        assert "No language model is connected" in page
        assert "/account/credentials" in page

    def test_a_configured_model_needs_no_banner(self, pages, universe, settings):
        settings.UMAM_LLM = {**NONE, "anthropic_api_key": "k"}
        assert "No language model is connected" not in page_of(pages.get("/agents"))

    def test_conversations_are_filtered_and_tell_their_cost(self, pages, work):
        work(prompt="Salt and signal")
        work(prompt="Paper boats")
        found = pages.get("/agents?text=salt").context["threads"]
        assert [str(row.thread) for row in found] == ["Salt and signal"]
        assert len(pages.get("/agents?agent=line").context["threads"]) == 2
        assert pages.get("/agents?agent=narrative").context["threads"] == []
        assert "No conversation fits" in page_of(pages.get("/agents?text=zzz"))

    def test_a_long_list_goes_on(self, pages, universe, owner):
        Thread.objects.bulk_create(
            Thread(universe=universe, agent="line", title=f"t{number}", created_by=owner)
            for number in range(15)
        )
        first = pages.get("/agents")
        second = pages.get(f"/agents?cursor={first.context['following']}")
        assert (len(first.context["threads"]), len(second.context["threads"])) == (12, 3)
        assert "<html" not in page_of(second)

    def test_the_example_runs_with_one_click(self, pages, universe):
        answer = pages.post("/agents/narrative/example", {"universe": universe.slug})
        job = Job.objects.get(kind="narrative")
        assert answer["Location"].startswith("/agents/narrative?")
        assert job.input_data["thread"] in answer["Location"]

    def test_another_universes_agents_are_chosen_by_its_name(self, pages, universe, stranger):
        assert pages.get(f"/agents?universe={universe.slug}").status_code == 200
        assert signed_in(stranger).get(f"/agents?universe={universe.slug}").status_code == 404


class TestAsking:
    def test_every_agent_has_a_form_of_its_schema(self, pages, universe, tower):
        for one in agents().values():
            answer = pages.get(f"/agents/{one.key}?universe={universe.slug}&example=1")
            assert answer.status_code == 200, one.key
            shown = [row.field.name for row in answer.context["form"].own_rows]
            shown += [row.field.name for row in answer.context["form"].advanced_rows]
            assert {*shown, "thread", "note"} == set(one.Input.model_fields), one.key
            for name in shown:
                assert str(answer.context["form"][name].label) in page_of(answer), (one.key, name)

    def test_an_unknown_agent_is_not_there(self, pages):
        assert pages.get("/agents/nobody").status_code == 404

    def test_a_question_opens_a_conversation_and_shows_its_answer_beside_it(self, pages, universe, tower):
        sent = {
            "universe": universe.slug,
            "prompt": "A line of @Keeper",
            "about": tower.key,
            "pins": tower.key,
        }
        answer = pages.post("/agents/line", sent)
        job = Job.objects.get(kind="line")
        assert answer.status_code == 302
        assert job.input_data["about"] == str(tower.pk)
        assert job.input_data["pins"] == [str(tower.pk)]
        assert job.input_data["prompt"] == "A line of Keeper"
        assert job.source == "page"
        page = page_of(pages.get(answer["Location"]))
        assert f'data-live="/ws/jobs/{job.pk}/"' in page
        assert "You may leave, it goes on" in page
        inline.drain()
        page = page_of(pages.get(answer["Location"]))
        assert "A line by rule." in page
        assert "Look and decide" in page
        assert "<html" not in page_of(pages.get(answer["Location"].replace("#answer", "&part=live")))

    def test_the_next_question_goes_on_in_the_conversation(self, pages, universe, work):
        job = work()
        thread = job.input_data["thread"]
        page = page_of(pages.get(f"/agents/line?universe={universe.slug}&thread={thread}"))
        assert f'name="thread" value="{thread}"' in page
        pages.post("/agents/line", {"universe": universe.slug, "prompt": "Another", "thread": thread})
        assert {one.input_data["thread"] for one in Job.objects.filter(kind="line")} == {thread}

    def test_what_was_typed_is_kept_when_something_is_wrong(self, pages, universe, tower):
        sent = {"universe": universe.slug, "prompt": "x" * 501, "about": tower.key, "as_of": "nonsense"}
        answer = pages.post("/agents/line", sent)
        assert answer.status_code == 422
        page = page_of(answer)
        assert "x" * 501 in page
        assert f'value="{tower.key}"' in page
        assert "id_prompt_error" in page
        assert Job.objects.filter(kind="line").count() == 0

    def test_a_date_that_nobody_can_read_stands_at_its_field(self, pages, universe):
        answer = pages.post(
            "/agents/line", {"universe": universe.slug, "prompt": "A line", "as_of": "the day of never"}
        )
        assert answer.status_code == 422
        assert answer.context["form"].errors["as_of"]
        assert '<details class="fold" id="advanced" open>' in page_of(answer)

    def test_the_question_of_another_work_is_taken_over(self, pages, universe, work, tower):
        job = work(prompt="A line of the lamp", about=str(tower.pk))
        page = page_of(pages.get(f"/agents/line?universe={universe.slug}&from={job.pk}"))
        assert "A line of the lamp" in page
        assert f'value="{tower.key}"' in page

    def test_the_meter_tells_what_would_go_in(self, pages, universe, tower):
        sent = {"universe": universe.slug, "prompt": "Keeper's Tower at night", "context_tokens": "2000"}
        answer = pages.post("/agents/line/context", sent)
        page = page_of(answer)
        assert "of 2" in page
        assert "Keeper&#x27;s Tower" in page
        assert answer.context["receipt"].budget == 2000
        assert "/api/agents/jobs" in page
        assert "s Tower at night" in page

    def test_the_meter_counts_half_a_question_too(self, pages, universe):
        answer = pages.post(
            "/agents/line/context", {"universe": universe.slug, "as_of": "never", "context_tokens": "-4"}
        )
        assert answer.status_code == 200
        assert answer.context["receipt"] is not None
        assert answer.context["wrong"]

    def test_viewers_look_and_ask_nothing(self, viewer, universe):
        browser = signed_in(viewer)
        page = page_of(browser.get(f"/agents/line?universe={universe.slug}"))
        assert "You may look at" in page
        assert 'id="ask"' not in page
        assert browser.post("/agents/line", {"universe": universe.slug, "prompt": "x"}).status_code == 403

    def test_no_form_tells_viewers_that_a_hidden_name_is_there(self, viewer, universe, owner):
        elements.create_element(
            universe=universe, author=Author(by=owner), name="The Drowned Choir", entity_subtype="character",
            visibility="team",
        )  # fmt: skip
        browser = signed_in(viewer)
        for name in ("The Drowned Choir", "Nobody at all"):
            sent = {"universe": universe.slug, "prompt": "x", "characters": name}
            for url in ("/agents/narrative/context", "/agents/narrative"):
                assert browser.post(url, sent).status_code == 403, (name, url)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("@Mara waits", "Mara waits"),
            ('@"Mara Venn" and @[Old Tom](old-tom)', "Mara Venn and Old Tom"),
            ("write to a@b.org", "write to a@b.org"),
        ],
    )
    def test_mentions_are_read_as_names(self, text, words):
        assert spoken(text) == words


def test_home_tells_what_waits_the_least_sure_first(pages, work, viewer):
    for score in (0.4, 0.1, 0.3, 0.2):
        Job.objects.filter(pk=work().pk).update(confidence_score=score)
    desk = pages.get("/").context
    assert desk["review_count"] == 4
    assert [one.job.confidence_score for one in desk["least_sure"]] == [0.1, 0.2, 0.3]
    assert signed_in(viewer).get("/").context["review_count"] == 0


def test_the_palette_and_the_universe_lead_to_agents(pages, universe, tower):
    assert "/agents/narrative" in page_of(pages.get("/search?q=narrative"))
    assert f"/agents?universe={universe.slug}" in page_of(pages.get(f"/universes/{universe.slug}"))


def test_the_icons_of_agents_are_drawn():
    built = django_settings.BASE_DIR / "static/dist/icons.json"
    if not built.exists():
        pytest.skip("the pages are not built: npx vite build")
    drawn = json.loads(built.read_text())
    for one in agents().values():
        assert drawn.get(one.icon), f"{one.key} wants the icon {one.icon}"


@pytest.mark.parametrize("where", ["room", "agent", "work", "thread"])
def test_the_number_of_queries_does_not_grow(pages, universe, owner, work, tower, where):
    job = work(about=str(tower.pk))
    thread = job.input_data["thread"]
    url = {
        "room": "/agents",
        "agent": f"/agents/line?universe={universe.slug}&thread={thread}",
        "work": path(job),
        "thread": f"/agents/threads/{thread}",
    }[where]
    pages.get(url)
    with CaptureQueriesContext(connection) as few:
        assert pages.get(url).status_code == 200
    for number in range(6):
        elements.create_element(
            universe=universe, author=Author(by=owner), name=f"Isle {number}", entity_subtype="location"
        )
        work(prompt=f"A line of isle {number}", about=str(tower.pk), thread=thread)
        work(prompt="Elsewhere")
    if where == "work":
        url = path(Job.objects.filter(kind="line", input_data__thread=thread).latest("created_at"))
    with CaptureQueriesContext(connection) as many:
        assert pages.get(url).status_code == 200
    assert len(many) <= len(few) + (1 if where == "room" else 0)
    assert len(many) <= 32
