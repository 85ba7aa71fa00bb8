"""A conversation: read, gone on with, branched off, renamed, put away and brought back."""

from __future__ import annotations

from agents.models import Message, Thread
from tests.studio.agents.conftest import page_of, path
from tests.studio.conftest import signed_in
from umam.jobs import inline
from umam.jobs.models import Job


class TestAConversation:
    def test_it_is_read_gone_on_with_and_branched_off(self, pages, work, owner):
        job = work(prompt="Salt and signal")
        thread = Thread.objects.get(pk=job.input_data["thread"])
        url = f"/agents/threads/{thread.pk}"
        page = page_of(pages.get(url))
        for words in ("Salt and signal", "A line by rule.", path(job), "no paid model took part"):
            assert words in page
        answer = pages.post(f"{url}/go-on", {"note": ""})
        assert answer.status_code == 422
        assert "Say what should be different" in page_of(answer)
        pages.post(f"{url}/go-on", {"note": "Darker"})
        page = page_of(pages.post(f"{url}/go-on", {"note": "Not yet"}))
        assert "still being made" in page
        assert "Not yet" in page
        inline.drain()
        first = thread.messages.get(job=job)
        pages.post(f"{url}/fork/{first.pk}")
        branch = Thread.objects.exclude(pk=thread.pk).get()
        assert branch.messages.count() == 2
        pages.post(f"/agents/threads/{branch.pk}/go-on", {"note": "Brighter"})
        newest = Job.objects.order_by("-created_at").first()
        assert newest.input_data["thread"] == str(branch.pk)
        assert thread.messages.count() == 4
        assert "branched off" in page_of(pages.get(f"/agents/threads/{branch.pk}"))

    def test_a_branch_leaves_what_waits_in_the_old_one(self, pages, work):
        job = work()
        message = Message.objects.get(job=job)
        pages.post(f"/agents/threads/{message.thread_id}/fork/{message.pk}")
        branch = Thread.objects.exclude(pk=message.thread_id).get()
        pages.post(f"/agents/threads/{branch.pk}/go-on", {"note": "Brighter"})
        job.refresh_from_db()
        assert job.review == "pending"

    def test_it_is_renamed_put_away_and_brought_back(self, pages, work):
        thread = Thread.objects.get(pk=work().input_data["thread"])
        url = f"/agents/threads/{thread.pk}"
        assert pages.post(f"{url}/rename", {"title": " "}).status_code == 422
        pages.post(f"{url}/rename", {"title": "The lamp"})
        page = page_of(pages.post(f"{url}/hide", follow=True))
        assert "“The lamp” is put away." in page
        assert f'action="{url}/restore"' in page
        assert [str(row.thread) for row in pages.get("/agents?state=hidden").context["threads"]] == [
            "The lamp"
        ]
        assert pages.post(f"{url}/go-on", {"note": "x"}).status_code == 404
        assert "Put away" in page_of(pages.get(url))
        pages.post(f"{url}/restore")
        thread.refresh_from_db()
        assert (thread.deleted_at, thread.title) == (None, "The lamp")

    def test_viewers_read_it(self, work, viewer):
        job = work()
        thread = job.input_data["thread"]
        browser = signed_in(viewer)
        page = page_of(browser.get(f"/agents/threads/{thread}"))
        assert "A line by rule." in page
        assert "Branch off" not in page
        for verb in ("go-on", "rename", "hide"):
            assert (
                browser.post(f"/agents/threads/{thread}/{verb}", {"note": "x", "title": "x"}).status_code
                == 403
            )
