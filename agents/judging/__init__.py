"""Measures of made things (tracks, clips, images, scenes): evidence first, a number last."""
