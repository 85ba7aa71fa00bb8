"""Editing a result on both pages: what browsers make of texts, and what nobody can keep."""

from __future__ import annotations

import json

import pytest

from tests.studio.agents.conftest import page_of
from umam.jobs.models import Job
from umam.studio.ask.editing import EditForm

PAGES = ("/review/{}/edit", "/agents/work/{}/edit")
TOO_DEEP = '{"map_layout": ' + '{"a": ' * 60 + "1" + "}" * 61


def sent(job, **changed):
    """What a browser sends of a form that nobody touched: every line ends with CRLF."""
    form = EditForm(job)
    texts = {name: str(form[name].value() or "") for name in form.fields}
    return {name: text.replace("\n", "\r\n") for name, text in texts.items()} | changed


def rest_with(job, **changed):
    return json.dumps({**json.loads(EditForm(job)["rest"].value()), **changed})


@pytest.fixture
def place(work):
    return work("spatial", location_name="The Salt Market", type="city")


@pytest.mark.parametrize("page", PAGES)
class TestTexts:
    def test_what_nobody_touched_is_no_edit(self, pages, work, page):
        job = work("narrative", prompt="Two friends meet on the pier")
        text = f"  {job.output_data['content']}\n\nA last line.\n"
        Job.objects.filter(pk=job.pk).update(output_data={**job.output_data, "content": text})
        job.refresh_from_db()
        assert pages.post(page.format(job.pk), sent(job)).status_code == 302
        job.refresh_from_db()
        assert job.review == "approved"
        assert job.output_data["content"] == text

    def test_an_edit_keeps_its_own_white_space(self, pages, work, page):
        job = work("narrative", prompt="Two friends meet on the pier")
        pages.post(page.format(job.pk), sent(job, content="  One.\r\n\r\nTwo. "))
        job.refresh_from_db()
        assert job.review == "edited"
        assert job.output_data["content"] == "  One.\n\nTwo. "

    def test_what_the_agent_left_empty_may_stay_empty(self, pages, place, page):
        Job.objects.filter(pk=place.pk).update(output_data={**place.output_data, "geography": ""})
        place.refresh_from_db()
        pages.post(page.format(place.pk), sent(place, description="A market."))
        place.refresh_from_db()
        assert place.review == "edited"
        assert (place.output_data["description"], place.output_data["geography"]) == ("A market.", "")

    def test_the_shape_says_what_may_not_be_empty(self, pages, place, page):
        answer = pages.post(page.format(place.pk), sent(place, description="  "))
        assert answer.status_code == 422
        assert answer.context["edit"].errors["description"]


@pytest.mark.parametrize("page", PAGES)
class TestTheRest:
    @pytest.mark.parametrize(
        ("rest", "words"),
        [
            ("[" * 100_000, "nested too deeply"),
            (TOO_DEEP, "nested too deeply"),
            ('{"type": NaN}', "a number that is none"),
            ('{"type": -Infinity}', "a number that is none"),
            ('{"seed": ' + "9" * 5000 + "}", "a number that is none"),
            ("null", "has to be a JSON object"),
            ('{"type": "a\\u0000b"}', "type: The text holds characters"),
            ('{"type": "a\\ud83d"}', "type: The text holds characters"),
        ],
    )
    def test_what_nobody_can_keep_is_refused_at_its_field(self, pages, place, page, rest, words):
        answer = pages.post(page.format(place.pk), sent(place, rest=rest))
        assert answer.status_code == 422
        assert words in " ".join(answer.context["edit"].errors["rest"])

    def test_a_number_of_the_shape_that_is_none_is_refused(self, pages, place, page):
        spot = {**place.output_data["landmarks"][0], "x": "nan"}
        for x in ("nan", float("inf")):
            landmarks = [{**spot, "x": x}, *place.output_data["landmarks"][1:]]
            rest = rest_with(place, landmarks=landmarks).replace("Infinity", "1e999")
            answer = pages.post(page.format(place.pk), sent(place, rest=rest))
            assert answer.status_code == 422
            assert answer.context["edit"].errors["rest"]

    def test_what_the_studio_says_of_a_result_is_not_edited(self, pages, place, page):
        rest = rest_with(place, model="gpt-99", usage={"cost_usd": 1}, note="Mine.")
        assert pages.post(page.format(place.pk), sent(place, rest=rest)).status_code == 302
        kept = dict(place.output_data)
        place.refresh_from_db()
        assert place.output_data["note"] == "Mine."
        assert (place.output_data["model"], place.output_data["usage"]) == (kept["model"], kept["usage"])

    def test_what_the_bible_refuses_is_said_in_the_form(self, pages, place, page):
        answer = pages.post(page.format(place.pk), sent(place, rest=rest_with(place, location_name="   ")))
        assert answer.status_code == 422
        assert answer.context["edit"].errors
        assert "&quot;location_name&quot;: &quot;   &quot;" in page_of(answer)
        place.refresh_from_db()
        assert place.review == "pending"


@pytest.mark.parametrize("page", PAGES)
class TestTextsOfEntries:
    """What lies in lists, as the prompts of a strategy, is edited as text too."""

    @pytest.fixture
    def strategy(self, work):
        return work(
            "video_strategy", prompt="The lamp is lit", mood_slider=80, platforms=["tiktok", "youtube"]
        )

    def test_each_prompt_has_its_field_under_what_tells_it_apart(self, pages, strategy, page):
        shown = page_of(pages.get(page.format(strategy.pk)))
        for number, variation in enumerate(strategy.output_data["variations"], start=1):
            move = variation["camera_move"].replace("_", " ")
            assert f"<legend>Variation {number}, {move}</legend>" in shown
        assert json.loads(EditForm(strategy)["rest"].value())["variations"][0].keys().isdisjoint({"prompt"})

    def test_one_edited_prompt_changes_nothing_else(self, pages, strategy, page):
        before = strategy.output_data
        pages.post(
            page.format(strategy.pk), sent(strategy, **{"variations.1.prompt": "A red kite.\r\nIt falls."})
        )
        strategy.refresh_from_db()
        assert strategy.review == "edited"
        after = strategy.output_data
        assert after["variations"][1].pop("prompt") == "A red kite.\nIt falls."
        before["variations"][1].pop("prompt")
        assert after["variations"] == before["variations"]
        assert after["platform_variants"] == before["platform_variants"]

    def test_the_change_is_told_by_the_number_that_people_see(self, pages, strategy, page):
        changed = sent(strategy, **{"variations.1.prompt": "A red kite."})
        told = page_of(pages.post(f"{PAGES[0].format(strategy.pk)}?part=changes", changed))
        assert "Variation 2: prompt" in told

    def test_untouched_it_is_no_edit(self, pages, strategy, page):
        pages.post(page.format(strategy.pk), sent(strategy))
        strategy.refresh_from_db()
        assert strategy.review == "approved"

    def test_what_does_not_fit_stands_at_its_own_field(self, pages, strategy, page):
        answer = pages.post(page.format(strategy.pk), sent(strategy, **{"variations.2.prompt": "x" * 2001}))
        assert answer.status_code == 422
        assert set(answer.context["edit"].errors) == {"variations.2.prompt"}

    def test_an_entry_whose_texts_are_emptied_is_left_out(self, pages, strategy, page):
        pages.post(page.format(strategy.pk), sent(strategy, **{"platform_variants.0.hook": ""}))
        kept = strategy.output_data["platform_variants"][1:]
        strategy.refresh_from_db()
        assert strategy.output_data["platform_variants"] == kept

    def test_there_have_to_be_three_variations(self, pages, strategy, page):
        emptied = {"variations.0.prompt": "", "variations.0.lighting": " "}
        answer = pages.post(page.format(strategy.pk), sent(strategy, **emptied))
        assert answer.status_code == 422
        assert "variations" in " ".join(answer.context["edit"].errors["rest"])

    @pytest.mark.parametrize("left", [[], None, [{}, {}], "none", [1, 2, 3]])
    def test_no_text_lands_in_anothers_place(self, pages, strategy, page, left):
        answer = pages.post(
            page.format(strategy.pk), sent(strategy, rest=rest_with(strategy, variations=left))
        )
        assert answer.status_code == 422
        assert "keep the entries" in " ".join(answer.context["edit"].errors["rest"])

    def test_entries_keep_their_order_and_their_texts_above(self, pages, strategy, page):
        found = json.loads(EditForm(strategy)["rest"].value())["variations"]
        for wrong in (found[::-1], [found[1], *found[1:]], [{**found[0], "prompt": "Mine."}, *found[1:]]):
            sent_back = sent(strategy, rest=rest_with(strategy, variations=wrong))
            answer = pages.post(page.format(strategy.pk), sent_back)
            assert answer.status_code == 422
            assert "variations: keep the entries" in " ".join(answer.context["edit"].errors["rest"])

    def test_other_things_of_an_entry_are_changed_in_the_json(self, pages, strategy, page):
        found = json.loads(EditForm(strategy)["rest"].value())["variations"]
        found[0]["mood"] = "wide asleep"
        pages.post(page.format(strategy.pk), sent(strategy, rest=rest_with(strategy, variations=found)))
        strategy.refresh_from_db()
        assert strategy.output_data["variations"][0]["mood"] == "wide asleep"

    def test_an_error_stands_at_its_field_when_another_entry_is_left_out(self, pages, strategy, page):
        typed = {"platform_variants.0.hook": "", "platform_variants.1.hook": "x" * 401}
        answer = pages.post(page.format(strategy.pk), sent(strategy, **typed))
        assert set(answer.context["edit"].errors) == {"platform_variants.1.hook"}

    def test_copy_that_is_no_whole_is_refused_at_its_field(self, pages, work, page):
        job = work("scribe", type="landing_page", prompt="Announce our audio drama.", keyword="audio drama")
        typed = {"meta_title": "", "sections.0.body": "All new."}
        answer = pages.post(page.format(job.pk), sent(job, **typed))
        assert answer.status_code == 422
        assert set(answer.context["edit"].errors) == {"meta_title"}
        job.refresh_from_db()
        assert job.review == "pending"

    def test_copy_is_edited_as_text_and_what_is_derived_follows(self, pages, work, page):
        job = work("scribe", type="email", prompt="Announce the second season of our audio drama.")
        shown = EditForm(job)
        assert "emails.0.body" in shown.fields
        assert json.loads(shown["rest"].value()).keys().isdisjoint({"content", "markdown", "html"})
        pages.post(page.format(job.pk), sent(job, **{"emails.0.subject": "The lamp is lit again"}))
        job.refresh_from_db()
        assert job.review == "edited"
        assert "The lamp is lit again" in job.output_data["content"]
        assert "The lamp is lit again" in job.output_data["html"]


def test_what_no_database_takes_stays_out_of_conversations_and_filters(pages, work):
    job = work(prompt="Salt")
    thread = f"/agents/threads/{job.input_data['thread']}"
    assert pages.post(f"{thread}/rename", {"title": "Paper\0 boats"}).status_code == 302
    assert "Paper boats" in page_of(pages.get(thread))
    assert pages.get("/agents?text=Paper%00").context["asked"]["text"] == "Paper"
    assert (
        pages.post(f"/jobs/{job.pk}/review", {"decision": "reject", "note": "Too \0grey"}).status_code == 302
    )
    job.refresh_from_db()
    assert job.review_note == "Too grey"


@pytest.mark.parametrize("verb", ["reject", "again"])
def test_notes_are_kept_without_what_no_database_takes(pages, work, verb):
    for page in ("/review/{}/{}", "/agents/work/{}/{}"):
        job = work()
        assert pages.post(page.format(job.pk, verb), {"note": "Too \0grey"}).status_code == 302
        job.refresh_from_db()
        assert "Too grey" in job.review_note
