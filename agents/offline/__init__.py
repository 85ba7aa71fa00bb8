"""Writing and mapping by rule, where no language model is configured: the same for the same seed.

`story.tell` writes a scene, `moving.video_prompt` a prompt for a moving picture, `place.describe` a place
with its map. Templates carry the structure; a world's names, traits, level of technology and rules fill it.
"""
